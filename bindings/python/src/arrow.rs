//! Arrow arrays of other libraries, taken over by the Arrow C data interface without copying.
//!
//! Source: <https://arrow.apache.org/docs/format/CDataInterface.html> and the PyCapsule interface
//! beside it. Their memory stays theirs: it is given back when [`Chunks`] is dropped.

use std::ffi::{CStr, c_char, c_int, c_void};

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyTuple};

/// `ArrowSchema`: what an array is.
#[repr(C)]
pub(crate) struct Schema {
    pub(crate) format: *const c_char,
    pub(crate) name: *const c_char,
    pub(crate) metadata: *const c_char,
    pub(crate) flags: i64,
    pub(crate) n_children: i64,
    pub(crate) children: *mut *mut Schema,
    pub(crate) dictionary: *mut Schema,
    pub(crate) release: Option<unsafe extern "C" fn(*mut Schema)>,
    pub(crate) private_data: *mut c_void,
}

/// `ArrowArray`: where its memory lies.
#[repr(C)]
pub(crate) struct Array {
    pub(crate) length: i64,
    pub(crate) null_count: i64,
    pub(crate) offset: i64,
    pub(crate) n_buffers: i64,
    pub(crate) n_children: i64,
    pub(crate) buffers: *mut *const c_void,
    pub(crate) children: *mut *mut Array,
    pub(crate) dictionary: *mut Array,
    pub(crate) release: Option<unsafe extern "C" fn(*mut Array)>,
    pub(crate) private_data: *mut c_void,
}

/// `ArrowArrayStream`: one array after the other.
#[repr(C)]
struct Stream {
    get_schema: Option<unsafe extern "C" fn(*mut Stream, *mut Schema) -> c_int>,
    get_next: Option<unsafe extern "C" fn(*mut Stream, *mut Array) -> c_int>,
    get_last_error: Option<unsafe extern "C" fn(*mut Stream) -> *const c_char>,
    release: Option<unsafe extern "C" fn(*mut Stream)>,
    private_data: *mut c_void,
}

/// Implements [`Drop`] and emptiness for one of the three: each is given back by its own `release`.
macro_rules! released {
    ($name:ident) => {
        impl $name {
            /// One that holds nothing.
            pub(crate) fn empty() -> Self {
                // SAFETY: null pointers, zeros and no `release` are what the interface calls released.
                unsafe { std::mem::zeroed() }
            }

            /// Takes what a capsule holds; the capsule is empty then, as the interface asks.
            ///
            /// # Safety
            ///
            /// The pointer is one to this structure, valid and not used by anybody else.
            unsafe fn take(place: *mut c_void) -> Self {
                // SAFETY: as the caller promises; what is left behind is released.
                unsafe { std::ptr::replace(place.cast(), Self::empty()) }
            }
        }

        impl Drop for $name {
            fn drop(&mut self) {
                if let Some(release) = self.release {
                    // SAFETY: it is there, so it was not called; it is called once.
                    unsafe { release(self) };
                }
            }
        }
    };
}
released!(Schema);
released!(Array);
released!(Stream);

/// The arrays of one column, in order.
pub(crate) struct Chunks {
    schema: Schema,
    pub(crate) arrays: Vec<Array>,
}

// SAFETY: the interface allows use and release from any thread; nothing is written through it.
unsafe impl Send for Chunks {}
// SAFETY: as above.
unsafe impl Sync for Chunks {}

impl Chunks {
    /// What an object offers by `__arrow_c_array__` or `__arrow_c_stream__`; `None` for neither.
    pub(crate) fn of(object: &Bound<'_, PyAny>) -> PyResult<Option<Self>> {
        if object.hasattr("__arrow_c_array__")? {
            let pair = object.call_method0("__arrow_c_array__")?;
            let pair = pair.cast_into::<PyTuple>()?;
            let schema = pointer(&pair.get_item(0)?, c"arrow_schema")?;
            let array = pointer(&pair.get_item(1)?, c"arrow_array")?;
            // SAFETY: the names of the capsules say what they hold.
            let (schema, array) = unsafe { (Schema::take(schema), Array::take(array)) };
            return Self::new(schema, vec![array]).map(Some);
        }
        if object.hasattr("__arrow_c_stream__")? {
            let capsule = object.call_method0("__arrow_c_stream__")?;
            // SAFETY: the name of the capsule says what it holds.
            let stream = unsafe { Stream::take(pointer(&capsule, c"arrow_array_stream")?) };
            return stream.read().map(Some);
        }
        Ok(None)
    }

    fn new(schema: Schema, arrays: Vec<Array>) -> PyResult<Self> {
        let is_whole = |array: &Array| {
            let numbers = [array.length, array.offset, array.n_buffers];
            array.release.is_some() && numbers.iter().all(|number| *number >= 0)
        };
        if schema.release.is_none() || schema.format.is_null() || !arrays.iter().all(is_whole) {
            return Err(PyValueError::new_err("the Arrow array was released before"));
        }
        Ok(Self { schema, arrays })
    }

    /// The format of the arrays, as the interface writes it.
    pub(crate) fn format(&self) -> &str {
        // SAFETY: not null, and a string that ends with zero, by the interface.
        let format = unsafe { CStr::from_ptr(self.schema.format) };
        // A dictionary's format is that of its keys.
        if self.schema.dictionary.is_null() {
            format.to_str().unwrap_or("")
        } else {
            "dictionary"
        }
    }
}

impl Stream {
    fn read(mut self) -> PyResult<Chunks> {
        let released = || PyValueError::new_err("the Arrow stream was released before");
        let (get_schema, get_next) = (self.get_schema, self.get_next);
        let get_schema = get_schema.ok_or_else(released)?;
        let get_next = get_next.ok_or_else(released)?;
        let mut schema = Schema::empty();
        // SAFETY: a stream that was not released, and a place for what it answers.
        let said = unsafe { get_schema(&raw mut self, &raw mut schema) };
        self.check(said)?;
        let mut arrays = Vec::new();
        loop {
            let mut array = Array::empty();
            // SAFETY: as above.
            let said = unsafe { get_next(&raw mut self, &raw mut array) };
            self.check(said)?;
            if array.release.is_none() {
                return Chunks::new(schema, arrays);
            }
            arrays.push(array);
        }
    }

    fn check(&mut self, said: c_int) -> PyResult<()> {
        if said == 0 {
            return Ok(());
        }
        let message = self.get_last_error.map_or(std::ptr::null(), |ask| {
            // SAFETY: a stream that was not released.
            unsafe { ask(self) }
        });
        if message.is_null() {
            return Err(PyValueError::new_err("the Arrow stream failed"));
        }
        // SAFETY: a string that ends with zero, until the next call.
        let message = unsafe { CStr::from_ptr(message) };
        Err(PyValueError::new_err(
            message.to_string_lossy().into_owned(),
        ))
    }
}

/// What a capsule of this name holds.
fn pointer(capsule: &Bound<'_, PyAny>, name: &CStr) -> PyResult<*mut c_void> {
    let capsule = capsule
        .cast::<PyCapsule>()
        .map_err(|_| PyTypeError::new_err("the Arrow interface answered something else"))?;
    Ok(capsule.pointer_checked(Some(name))?.as_ptr())
}

impl Array {
    /// Number of rows.
    pub(crate) fn len(&self) -> usize {
        usize::try_from(self.length).unwrap_or(0)
    }

    fn offset(&self) -> usize {
        usize::try_from(self.offset).unwrap_or(0)
    }

    /// Buffer `at`, null where there is none.
    fn buffer(&self, at: usize) -> *const u8 {
        if at >= usize::try_from(self.n_buffers).unwrap_or(0) || self.buffers.is_null() {
            return std::ptr::null();
        }
        // SAFETY: within the buffers the array says it has.
        unsafe { *self.buffers.add(at) }.cast()
    }

    /// Whether row `at` is null.
    pub(crate) fn is_null(&self, at: usize) -> bool {
        let bits = self.buffer(0);
        if self.null_count == 0 || bits.is_null() {
            return false;
        }
        let at = at + self.offset();
        // SAFETY: a bit for each row, by the interface.
        unsafe { *bits.add(at / 8) >> (at % 8) & 1 == 0 }
    }

    /// `N` bytes a row, all rows; for arrays of the format `w:N`.
    ///
    /// # Safety
    ///
    /// The array has that format.
    pub(crate) unsafe fn fixed<const N: usize>(&self) -> &[[u8; N]] {
        let start = self.buffer(1);
        if start.is_null() {
            return &[];
        }
        // SAFETY: so many rows behind the offset, by the interface; bytes need no alignment.
        unsafe {
            std::slice::from_raw_parts(start.cast::<[u8; N]>().add(self.offset()), self.len())
        }
    }

    /// Row `at` of an array of texts or bytes, whose format is `layout`.
    ///
    /// # Safety
    ///
    /// The array has that layout, and `at` is below its length.
    pub(crate) unsafe fn bytes(&self, layout: Layout, at: usize) -> &[u8] {
        let at = at + self.offset();
        // SAFETY: offsets and views are as many as the interface says, and point into the data.
        unsafe {
            let (start, length) = match layout {
                Layout::Short => between(self.buffer(2), self.offsets::<i32>(at)),
                Layout::Long => between(self.buffer(2), self.offsets::<i64>(at)),
                Layout::View => self.view(at),
            };
            if start.is_null() {
                return &[];
            }
            std::slice::from_raw_parts(start, length)
        }
    }

    unsafe fn offsets<T: Copy + TryInto<usize>>(&self, at: usize) -> (usize, usize) {
        let offsets = self.buffer(1).cast::<T>();
        if offsets.is_null() {
            return (0, 0);
        }
        // SAFETY: one offset more than rows.
        let (start, end) = unsafe {
            (
                offsets.add(at).read_unaligned(),
                offsets.add(at + 1).read_unaligned(),
            )
        };
        (start.try_into().unwrap_or(0), end.try_into().unwrap_or(0))
    }

    /// Up to twelve bytes lie in the view itself; of others the buffer and the place in it.
    unsafe fn view(&self, at: usize) -> (*const u8, usize) {
        const INLINE_BYTES_MAX: usize = 12;
        let views = self.buffer(1);
        if views.is_null() {
            return (std::ptr::null(), 0);
        }
        // SAFETY: sixteen bytes a row.
        unsafe {
            let view = views.add(at * 16);
            let word = |at: usize| {
                let bytes = view.add(at * 4).cast::<[u8; 4]>().read();
                usize::try_from(i32::from_ne_bytes(bytes)).unwrap_or(0)
            };
            let length = word(0);
            if length <= INLINE_BYTES_MAX {
                return (view.add(4), length);
            }
            let data = self.buffer(2 + word(2));
            if data.is_null() {
                return (data, 0);
            }
            (data.add(word(3)), length)
        }
    }
}

/// From the first offset to the second; nothing where they do not rise.
unsafe fn between(data: *const u8, (start, end): (usize, usize)) -> (*const u8, usize) {
    if data.is_null() || end < start {
        return (std::ptr::null(), 0);
    }
    // SAFETY: the caller's offsets lie within the data.
    (unsafe { data.add(start) }, end - start)
}

/// How an array of texts is laid out.
#[derive(Clone, Copy)]
pub(crate) enum Layout {
    /// Offsets of 32 bits: `string`, `binary`.
    Short,
    /// Offsets of 64 bits: `large_string`, `large_binary`.
    Long,
    /// Views: `string_view`, `binary_view`.
    View,
}
