//! Results: columns that NumPy and Arrow libraries read where they lie.

use std::ffi::{CStr, c_int, c_void};
use std::sync::Arc;

use pyo3::exceptions::{PyBufferError, PyKeyError};
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

use crate::arrow::{Array, Schema};

/// `ARROW_FLAG_NULLABLE`.
const NULLABLE: i64 = 2;

/// Values of one kind, one a row.
pub(crate) enum Values {
    U32(Vec<u32>),
    F64(Vec<f64>),
    /// Text `i` is the bytes from offset `i` to the next.
    Text(Vec<i64>, Vec<u8>),
    /// List `i` is the items from offset `i` to the next.
    List(Vec<i64>, Arc<Column>),
    /// Columns of the same length, with their names.
    Struct(Vec<(&'static CStr, Arc<Column>)>),
}

/// A column of results.
pub(crate) struct Column {
    pub(crate) len: usize,
    /// A bit for each row that is not null, where any is.
    pub(crate) validity: Option<Vec<u8>>,
    pub(crate) values: Values,
}

impl Column {
    /// A column without nulls.
    pub(crate) fn new(values: Values) -> Arc<Self> {
        Self::with_validity(values, None)
    }

    /// A column in which the rows whose bit is not set are null.
    pub(crate) fn with_validity(values: Values, validity: Option<Vec<u8>>) -> Arc<Self> {
        let len = match &values {
            Values::U32(values) => values.len(),
            Values::F64(values) => values.len(),
            Values::Text(offsets, _) | Values::List(offsets, _) => offsets.len() - 1,
            Values::Struct(fields) => fields.first().map_or(0, |(_, column)| column.len),
        };
        Arc::new(Self {
            len,
            validity,
            values,
        })
    }

    fn format(&self) -> &'static CStr {
        match self.values {
            Values::U32(_) => c"I",
            Values::F64(_) => c"g",
            Values::Text(..) => c"U",
            Values::List(..) => c"+L",
            Values::Struct(_) => c"+s",
        }
    }

    /// Columns within, with their names.
    fn children(&self) -> Vec<(&'static CStr, &Arc<Self>)> {
        match &self.values {
            Values::Struct(fields) => fields
                .iter()
                .map(|(name, column)| (*name, column))
                .collect(),
            Values::List(_, items) => vec![(c"item", items)],
            _ => Vec::new(),
        }
    }

    fn buffers(&self) -> Vec<*const c_void> {
        let validity = self.validity.as_ref();
        let mut buffers = vec![validity.map_or(std::ptr::null(), |bits| bits.as_ptr().cast())];
        match &self.values {
            Values::U32(values) => buffers.push(values.as_ptr().cast()),
            Values::F64(values) => buffers.push(values.as_ptr().cast()),
            Values::Text(offsets, bytes) => {
                buffers.extend([offsets.as_ptr().cast(), bytes.as_ptr().cast()]);
            }
            Values::List(offsets, _) => buffers.push(offsets.as_ptr().cast()),
            Values::Struct(_) => {}
        }
        buffers
    }

    fn schema(&self, name: &'static CStr) -> Schema {
        let children = self.children();
        let owned: Vec<*mut Schema> = children
            .into_iter()
            .map(|(name, column)| Box::into_raw(Box::new(column.schema(name))))
            .collect();
        let mut held = Box::new(owned);
        Schema {
            format: self.format().as_ptr(),
            name: name.as_ptr(),
            metadata: std::ptr::null(),
            flags: NULLABLE,
            n_children: signed(held.len()),
            children: held.as_mut_ptr(),
            dictionary: std::ptr::null_mut(),
            release: Some(release_schema),
            private_data: Box::into_raw(held).cast(),
        }
    }

    fn array(self: &Arc<Self>) -> Array {
        let children = self.children();
        let owned = children
            .into_iter()
            .map(|(_, column)| Box::into_raw(Box::new(column.array())));
        let mut held = Box::new(HeldArray {
            children: owned.collect(),
            buffers: self.buffers(),
            _column: Arc::clone(self),
        });
        Array {
            length: signed(self.len),
            null_count: if self.validity.is_some() { -1 } else { 0 },
            offset: 0,
            n_buffers: signed(held.buffers.len()),
            n_children: signed(held.children.len()),
            buffers: held.buffers.as_mut_ptr(),
            children: held.children.as_mut_ptr(),
            dictionary: std::ptr::null_mut(),
            release: Some(release_array),
            private_data: Box::into_raw(held).cast(),
        }
    }
}

/// What an array that was handed out keeps alive.
struct HeldArray {
    children: Vec<*mut Array>,
    buffers: Vec<*const c_void>,
    _column: Arc<Column>,
}

/// Frees the children that nobody took, and the list of them.
unsafe extern "C" fn release_schema(schema: *mut Schema) {
    // SAFETY: called once by whoever holds it, on what `Column::schema` made.
    unsafe {
        let held = Box::from_raw((*schema).private_data.cast::<Vec<*mut Schema>>());
        for child in held.iter() {
            drop(Box::from_raw(*child)); // Gives itself back, unless it was taken.
        }
        (*schema).release = None;
    }
}

/// As [`release_schema`], and the column is let go.
unsafe extern "C" fn release_array(array: *mut Array) {
    // SAFETY: called once by whoever holds it, on what `Column::array` made.
    unsafe {
        let held = Box::from_raw((*array).private_data.cast::<HeldArray>());
        for child in &held.children {
            drop(Box::from_raw(*child));
        }
        (*array).release = None;
    }
}

fn signed(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// A column of results; for a struct, its fields are columns too.
#[pyclass(frozen, module = "vigie")]
pub(crate) struct Table {
    column: Arc<Column>,
    /// Number of rows, where the buffer protocol can point to it.
    len: isize,
}

impl Table {
    pub(crate) fn new(column: Arc<Column>) -> Self {
        let len = isize::try_from(column.len).unwrap_or(isize::MAX);
        Self { column, len }
    }
}

#[pymethods]
impl Table {
    /// Number of rows.
    fn __len__(&self) -> usize {
        self.column.len
    }

    /// Names of the columns within.
    fn names(&self) -> Vec<String> {
        let children = self.column.children();
        let names = children
            .iter()
            .map(|(name, _)| name.to_string_lossy().into_owned());
        names.collect()
    }

    /// The column of this name.
    fn __getitem__(&self, name: &str) -> PyResult<Self> {
        let children = self.column.children();
        let found = children
            .into_iter()
            .find(|(own, _)| own.to_bytes() == name.as_bytes());
        let (_, column) = found.ok_or_else(|| PyKeyError::new_err(name.to_owned()))?;
        Ok(Self::new(Arc::clone(column)))
    }

    /// The Arrow PyCapsule interface: a schema and an array that share this column's memory.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_array__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<(Bound<'py, PyCapsule>, Bound<'py, PyCapsule>)> {
        // A wish, by the interface; there is one form only.
        drop(requested_schema);
        let schema = Capsuled(self.column.schema(c""));
        let array = Capsuled(self.column.array());
        Ok((
            PyCapsule::new_with_value(py, schema, c"arrow_schema")?,
            PyCapsule::new_with_value(py, array, c"arrow_array")?,
        ))
    }

    /// The schema alone.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        PyCapsule::new_with_value(py, Capsuled(self.column.schema(c"")), c"arrow_schema")
    }

    /// The buffer protocol, for columns of numbers: NumPy reads them where they lie.
    unsafe fn __getbuffer__(
        slf: Bound<'_, Self>,
        view: *mut ffi::Py_buffer,
        flags: c_int,
    ) -> PyResult<()> {
        let table = slf.get();
        let (start, format, width): (*const c_void, &CStr, isize) = match &table.column.values {
            Values::U32(values) => (values.as_ptr().cast(), c"I", 4),
            Values::F64(values) => (values.as_ptr().cast(), c"d", 8),
            _ => {
                return Err(PyBufferError::new_err(
                    "only columns of numbers are buffers; use pyarrow.array(…)",
                ));
            }
        };
        if view.is_null() || flags & ffi::PyBUF_WRITABLE == ffi::PyBUF_WRITABLE {
            return Err(PyBufferError::new_err("results are not written to"));
        }
        let asked = |flag: c_int| flags & flag == flag;
        // SAFETY: `view` is the interpreter's, to be filled in; all it points to lives in the
        // table, which it keeps alive, or in itself.
        unsafe {
            (*view).buf = start.cast_mut();
            (*view).len = table.len * width;
            (*view).itemsize = width;
            (*view).readonly = 1;
            (*view).ndim = 1;
            (*view).format = if asked(ffi::PyBUF_FORMAT) {
                format.as_ptr().cast_mut()
            } else {
                std::ptr::null_mut()
            };
            (*view).shape = if asked(ffi::PyBUF_ND) {
                (&raw const table.len).cast_mut()
            } else {
                std::ptr::null_mut()
            };
            (*view).strides = if asked(ffi::PyBUF_STRIDES) {
                &raw mut (*view).itemsize
            } else {
                std::ptr::null_mut()
            };
            (*view).suboffsets = std::ptr::null_mut();
            (*view).internal = std::ptr::null_mut();
            (*view).obj = slf.into_any().into_ptr();
        }
        Ok(())
    }
}

/// A schema or an array on its way: freed by the capsule unless somebody took it.
#[repr(transparent)]
struct Capsuled<T>(T);

// SAFETY: what is handed out is not changed, and may be released on any thread.
unsafe impl<T> Send for Capsuled<T> {}
