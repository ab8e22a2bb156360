//! The question to a kit, and its memory for the C library.

use crate::ffi;
use std::ffi::{CString, NulError};
use std::os::raw::c_char;
use std::path::Path;
use std::ptr;
use std::time::Duration;

/// The question to a kit. Every member is optional, with `..Question::default()`.
#[derive(Debug, Clone, Copy, Default)]
pub struct Question<'a> {
    /// The content of a license file, raw or text. `None`: the licenses of this computer.
    pub license: Option<&'a [u8]>,
    /// The folder of `airlatch --home`. `None`: `AIRLATCH_HOME`, or the default folder.
    pub home: Option<&'a Path>,
    /// The site's name for the workload. `None`: `AIRLATCH_WORKLOAD`, or none.
    pub workload: Option<&'a str>,
    /// The version of the program, such as `2.3.1`.
    pub version: Option<&'a str>,
    /// The day on which this version was released, such as `2026-11-30`.
    pub released: Option<&'a str>,
    /// The features that the program requires.
    pub features: &'a [&'a str],
    /// The longest search on network shares. Zero: no search. `None`: 3 seconds.
    pub search: Option<Duration>,
}

/// The texts of a question, with a zero after each.
pub(crate) struct Texts {
    home: Option<CString>,
    workload: Option<CString>,
    version: Option<CString>,
    released: Option<CString>,
    _features: Vec<CString>,
    /// Pointers to the features, ending with NULL.
    pointers: Vec<*const c_char>,
}

impl Question<'_> {
    pub(crate) fn texts(&self) -> Result<Texts, NulError> {
        let text = |one: Option<&str>| one.map(CString::new).transpose();
        let features = self
            .features
            .iter()
            .map(|&one| CString::new(one))
            .collect::<Result<Vec<_>, _>>()?;
        let pointers = features
            .iter()
            .map(|one| one.as_ptr())
            .chain([ptr::null()])
            .collect();
        Ok(Texts {
            home: self
                .home
                .map(|folder| CString::new(path_bytes(folder)))
                .transpose()?,
            workload: text(self.workload)?,
            version: text(self.version)?,
            released: text(self.released)?,
            _features: features,
            pointers,
        })
    }

    fn search_milliseconds(&self) -> i32 {
        match self.search {
            None => 0,
            Some(Duration::ZERO) => -1,
            // rounded up, because 0 means the default time
            Some(most) => i32::try_from(most.as_nanos().saturating_add(999_999) / 1_000_000)
                .unwrap_or(i32::MAX),
        }
    }
}

impl Texts {
    /// The result points into these texts and the license of the question.
    pub(crate) fn asked(&self, question: &Question<'_>) -> ffi::Question {
        let text = |one: &Option<CString>| one.as_ref().map_or(ptr::null(), |text| text.as_ptr());
        ffi::Question {
            size: std::mem::size_of::<ffi::Question>(),
            // not NULL even for no bytes
            license: question
                .license
                .map_or(ptr::null(), |bytes| bytes.as_ptr().cast()),
            license_size: question.license.map_or(0, <[u8]>::len),
            home: text(&self.home),
            workload: text(&self.workload),
            version: text(&self.version),
            released: text(&self.released),
            features: self.pointers.as_ptr(),
            search_milliseconds: question.search_milliseconds(),
        }
    }
}

#[cfg(unix)]
fn path_bytes(path: &Path) -> Vec<u8> {
    std::os::unix::ffi::OsStrExt::as_bytes(path.as_os_str()).to_vec()
}

#[cfg(not(unix))]
fn path_bytes(path: &Path) -> Vec<u8> {
    path.to_string_lossy().into_owned().into_bytes()
}
