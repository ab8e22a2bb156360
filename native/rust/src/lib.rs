//! Verifies Airlatch licenses offline, with the C library libairlatch, which is linked into the program.
//!
//! ```no_run
//! # const AIRLATCH_KIT: &[u8] = &[];
//! use airlatch::{Kit, Question};
//!
//! let kit = Kit::open(AIRLATCH_KIT)?; // the vendor's kit, which is part of the program
//! let answer = kit.check(&Question { version: Some("2.3.1"), ..Question::default() })?;
//! if !answer.valid() {
//!     eprintln!("{}", answer.reasons().join(", "));
//! } else if answer.feature("export").is_some() {
//!     // ...
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#![warn(missing_docs)]

mod answer;
mod ffi;
mod question;

pub use answer::{Answer, Feature};
pub use question::Question;

use std::ffi::{CStr, NulError};
use std::fmt;
use std::os::raw::c_int;
use std::ptr::{self, NonNull};
use std::sync::Arc;

/// A kit that cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Error {
    code: &'static str,
}

impl Error {
    /// The name of the reason, such as `signature-invalid`, as in section 12 of SPEC.md.
    pub fn code(&self) -> &'static str {
        self.code
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the kit cannot be used: {}", self.code)
    }
}

impl std::error::Error for Error {}

/// The vendor's kit, opened. Any number of threads may use it at once; a clone is the same kit.
#[derive(Debug, Clone)]
pub struct Kit {
    handle: Arc<Handle>,
}

/// The kit of the C library. Answers share it, because it must be closed after them.
#[derive(Debug)]
struct Handle(NonNull<ffi::Handle>);

// SAFETY: an opened kit never changes (airlatch.h)
unsafe impl Send for Handle {}
unsafe impl Sync for Handle {}

impl Drop for Handle {
    fn drop(&mut self) {
        // SAFETY: it was opened, and when the last share is dropped there are no answers left
        unsafe { ffi::airlatch_close(self.0.as_ptr()) }
    }
}

impl Kit {
    /// Opens a kit, raw or text, and reads this computer. Its bytes determine which vendor is trusted.
    pub fn open(kit: &[u8]) -> Result<Kit, Error> {
        let mut opened = ptr::null_mut();
        // SAFETY: the library copies the bytes; NULL as the allocator is malloc
        let code =
            unsafe { ffi::airlatch_open(&mut opened, kit.as_ptr().cast(), kit.len(), ptr::null()) };
        match NonNull::new(opened) {
            Some(handle) if code == 0 => Ok(Kit {
                handle: Arc::new(Handle(handle)),
            }),
            _ => Err(Error {
                code: name_of(code),
            }),
        }
    }

    /// Checks whether the program may run. The error is about a text that contains a zero byte, not about the license.
    pub fn check(&self, question: &Question<'_>) -> Result<Answer, NulError> {
        let texts = question.texts()?;
        let asked = texts.asked(question);
        // SAFETY: what the question points to lives until the end of this function
        let found = unsafe { ffi::airlatch_check(self.handle.0.as_ptr(), &asked) };
        Ok(Answer::new(found, self.handle.clone()))
    }
}

fn name_of(code: c_int) -> &'static str {
    // SAFETY: names are constants of the library, which is part of the program
    let name = unsafe { ffi::airlatch_code_name(code) };
    if name.is_null() {
        return "unknown";
    }
    unsafe { CStr::from_ptr(name) }
        .to_str()
        .unwrap_or("unknown")
}
