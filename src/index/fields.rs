//! Fields of fixed size, one after another in bytes.

/// Reads fields one after the other; zeros where there are too few bytes.
pub(crate) struct Fields<'a>(pub(crate) &'a [u8]);

impl Fields<'_> {
    pub(crate) fn take<const N: usize>(&mut self) -> [u8; N] {
        let Some((field, rest)) = self.0.split_first_chunk() else { return [0; N] };
        self.0 = rest;
        *field
    }
}

/// Fields one after the other; zeros where they are too few.
pub(crate) fn joined<const N: usize, const FIELDS: usize>(fields: [&[u8]; FIELDS]) -> [u8; N] {
    let mut bytes = [0; N];
    bytes.iter_mut().zip(fields.into_iter().flatten()).for_each(|(to, from)| *to = *from);
    bytes
}
