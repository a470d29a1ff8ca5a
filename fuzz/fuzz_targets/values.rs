#![cfg_attr(fuzzing, no_main)]
wireprint_fuzz::fuzz!("values");
