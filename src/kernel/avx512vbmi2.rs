//! AVX-512 with VBMI2: x86-64 since Ice Lake and Zen 4.

use super::avx512::Whole;

super::siblings!(
    Whole<true>,
    "avx512f,avx512bw,avx512dq,avx512vl,avx512cd,avx512vbmi2,avx2,bmi1,bmi2,lzcnt,popcnt,movbe"
);
