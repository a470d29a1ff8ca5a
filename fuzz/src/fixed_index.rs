//! The fixed index: its bytes from anywhere, and its operations against a plain list.

use arbitrary::Unstructured;
use wireprint::index::{FixedIndex, MIN_SHARED_KEYS};

use crate::prints::{self, BINS, BYTES, Print, shared_keys};

const DOCS: usize = 5;
type Index = FixedIndex<DOCS, 1024, BINS>;
/// Of another capacity: what one wrote, the other reads.
type Larger = FixedIndex<9, 2048, BINS>;

pub(crate) fn run(data: &[u8]) {
    let mut input = Unstructured::new(data);
    let Ok(kind) = input.arbitrary::<u8>() else { return };
    let mut index = Index::new();
    // The documents, the first inserted first.
    let mut held: Vec<(u32, Print)> = Vec::new();
    if kind & 1 == 1 {
        let documents = usize::from(kind / 2) % (DOCS + 2);
        let template = written(documents);
        let changes = input.bytes(input.len().min(template.len())).unwrap_or_default();
        let mut bytes = template;
        bytes.iter_mut().zip(changes).for_each(|(to, byte)| *to ^= byte);
        let Ok(read) = Index::from_bytes(&bytes) else { return };
        assert_eq!(bytes_of(&read), bytes);
        let records = bytes[16..].chunks(4 + BYTES).map(|record| record.split_first_chunk().expect("an id"));
        held = records.map(|(id, print)| (u32::from_le_bytes(*id), Print::from_bytes(print).expect("read"))).collect();
        index = read;
    }
    while let Ok([what, id, number]) = input.arbitrary::<[u8; 3]>() {
        operate(&mut index, &mut held, what, id.into(), number);
        if input.is_empty() {
            break;
        }
    }
}

fn operate(index: &mut Index, held: &mut Vec<(u32, Print)>, what: u8, id: u32, number: u8) {
    let place = held.iter().position(|(of, _)| *of == id);
    match what % 4 {
        0 => {
            assert_eq!(index.remove(id), place.is_some());
            place.map(|at| held.remove(at));
        }
        1 => {
            let read = Larger::from_bytes(&bytes_of(index)).expect("it was written");
            assert!(held.iter().all(|(id, print)| read.get(*id) == Some(print)) && read.len() == held.len());
        }
        _ => {
            place.map(|at| held.remove(at));
            let put_out = (held.len() == DOCS).then(|| held.remove(0));
            assert_eq!(index.insert(id, prints::print(number)), put_out);
            held.push((id, prints::print(number)));
        }
    }
    assert_eq!(index.len(), held.len());
    assert_eq!(index.get(id), held.iter().find(|(of, _)| *of == id).map(|(_, print)| print));
    let query = prints::print(number.wrapping_add(what / 4));
    let mut found = Vec::new();
    index.candidates(&query, |hit| found.push((hit.id, usize::from(hit.shared_keys))));
    found.sort_unstable();
    let shares = held.iter().map(|(id, print)| (*id, shared_keys(print.keys(), query.keys())));
    let mut expected: Vec<_> = shares.filter(|(_, shared)| *shared >= MIN_SHARED_KEYS.into()).collect();
    expected.sort_unstable();
    assert_eq!(found, expected);
}

fn bytes_of<const N: usize, const SLOTS: usize>(index: &FixedIndex<N, SLOTS, BINS>) -> Vec<u8> {
    let mut bytes = vec![0; index.bytes_len()];
    assert_eq!(index.write_to(&mut bytes), Ok(index.bytes_len()));
    bytes
}

/// The bytes of an index of so many documents.
fn written(documents: usize) -> Vec<u8> {
    let mut index = Larger::new();
    (0..documents as u8).for_each(|id| _ = index.insert(id.into(), prints::print(id * 3)));
    bytes_of(&index)
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let read = (0..DOCS as u8 + 2)
        .map(|documents| [&[documents * 2 + 1], &vec![0; written(documents.into()).len()][..]].concat());
    let read = read.map(|seed| [&seed[..], &[2, 1, 3, 0, 2, 0, 1, 0, 0]].concat());
    let operations =
        (0..8u8).map(|n| (0..60u8).flat_map(|i| [i.wrapping_mul(n + 3), i % 7, i / (n + 1)]).collect::<Vec<u8>>());
    read.chain(operations.map(|operations| [&[0], &operations[..]].concat())).collect()
}
