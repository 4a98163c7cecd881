//! Arrays by name, as bytes: each an Arrow IPC stream of one column.

use super::Broken;
use arrow_array::{Array, ArrayRef, ArrowPrimitiveType, PrimitiveArray, RecordBatch, StringArray};
use arrow_buffer::ScalarBuffer;
use arrow_ipc::reader::StreamReader;
use arrow_ipc::writer::StreamWriter;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Arrays by name.
#[derive(Debug, Default)]
pub(super) struct Arrays(BTreeMap<String, ArrayRef>);

impl Arrays {
    pub(super) fn put(&mut self, name: impl Into<String>, array: impl Array + 'static) {
        self.0.insert(name.into(), Arc::new(array));
    }

    pub(super) fn put_numbers<T: ArrowPrimitiveType>(
        &mut self,
        name: impl Into<String>,
        numbers: ScalarBuffer<T::Native>,
    ) {
        self.put(name, PrimitiveArray::<T>::new(numbers, None));
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    pub(super) fn get<T: 'static>(&self, name: &str) -> Result<&T, Broken> {
        let array = self.0.get(name).ok_or(Broken::Damaged)?;
        array.as_any().downcast_ref().ok_or(Broken::Damaged)
    }

    pub(super) fn numbers<T: ArrowPrimitiveType>(
        &self,
        name: &str,
    ) -> Result<ScalarBuffer<T::Native>, Broken> {
        Ok(self.get::<PrimitiveArray<T>>(name)?.values().clone())
    }

    pub(super) fn texts(&self, name: &str) -> Result<StringArray, Broken> {
        self.get::<StringArray>(name).cloned()
    }

    /// The names between a beginning and the next slash.
    pub(super) fn below(&self, beginning: &str) -> Vec<String> {
        let from = self.0.range(beginning.to_owned()..).map(|(name, _)| name);
        let mine = from.take_while(|name| name.starts_with(beginning));
        let mut names: Vec<_> = mine
            .filter_map(|name| name[beginning.len()..].split('/').next().map(str::to_owned))
            .collect();
        names.dedup();
        names
    }

    pub(super) fn to_bytes(&self) -> Result<Vec<u8>, Broken> {
        let mut bytes = Vec::new();
        for (name, array) in &self.0 {
            let batch = RecordBatch::try_from_iter([("v", array.clone())])?;
            let mut stream = StreamWriter::try_new(Vec::new(), &batch.schema())?;
            stream.write(&batch)?;
            let stream = stream.into_inner()?;
            bytes.extend((name.len() as u32).to_le_bytes());
            bytes.extend(name.as_bytes());
            bytes.extend((stream.len() as u64).to_le_bytes());
            bytes.extend(stream);
        }
        Ok(bytes)
    }

    pub(super) fn from_bytes(mut bytes: &[u8]) -> Result<Self, Broken> {
        fn take<'b>(bytes: &mut &'b [u8], n: usize) -> Result<&'b [u8], Broken> {
            let (taken, rest) = bytes.split_at_checked(n).ok_or(Broken::Damaged)?;
            *bytes = rest;
            Ok(taken)
        }
        let mut arrays = Self::default();
        while !bytes.is_empty() {
            let length = take(&mut bytes, 4)?.try_into().map_or(u32::MAX, u32::from_le_bytes);
            let name = take(&mut bytes, length as usize)?;
            let name = std::str::from_utf8(name).map_err(|_| Broken::Damaged)?;
            let length = super::number(take(&mut bytes, 8)?);
            let stream = take(&mut bytes, usize::try_from(length).map_err(|_| Broken::Damaged)?)?;
            let mut batches = StreamReader::try_new(stream, None)?;
            let batch = batches.next().ok_or(Broken::Damaged)??;
            let column = batch.columns().first().ok_or(Broken::Damaged)?;
            arrays.0.insert(name.to_owned(), column.clone());
        }
        Ok(arrays)
    }
}
