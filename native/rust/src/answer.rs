//! The result of a check.

use crate::{ffi, name_of, Handle};
use std::ffi::{CStr, CString};
use std::os::raw::c_int;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use std::{slice, str};

/// The result of a check. It never changes, and keeps its kit open.
#[derive(Debug)]
pub struct Answer {
    found: *mut ffi::Answer,
    _kit: Arc<Handle>,
}

// SAFETY: an answer never changes (airlatch.h)
unsafe impl Send for Answer {}
unsafe impl Sync for Answer {}

impl Drop for Answer {
    fn drop(&mut self) {
        // nothing borrows from it anymore, and its kit is still open
        unsafe { ffi::airlatch_free(self.found) }
    }
}

/// A feature of a license.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feature<'a> {
    /// Present, without a value.
    Flag,
    /// A number.
    Integer(i64),
    /// A text.
    Text(&'a str),
}

// SAFETY of all blocks: the answer is the library's, which accepts NULL too, and it outlives everything borrowed from
// it
impl Answer {
    pub(crate) fn new(found: *mut ffi::Answer, kit: Arc<Handle>) -> Answer {
        Answer { found, _kit: kit }
    }

    /// Whether the program may run.
    pub fn valid(&self) -> bool {
        unsafe { ffi::airlatch_valid(self.found) }
    }

    /// Why it is not valid, in the order in which people read them: names such as `wrong-computer`, as in section 12 of
    /// SPEC.md.
    pub fn reasons(&self) -> Vec<&'static str> {
        names(|index| unsafe { ffi::airlatch_reason(self.found, index) })
    }

    /// Names, like the reasons.
    pub fn warnings(&self) -> Vec<&'static str> {
        names(|index| unsafe { ffi::airlatch_warning(self.found, index) })
    }

    /// The first second after the end of the license: to print the last day, subtract one second and show the day in
    /// UTC. `None`: it has no end, or there is no license.
    pub fn ends_at(&self) -> Option<SystemTime> {
        self.time(unsafe { ffi::airlatch_ends_at(self.found) })
    }

    /// The same end including the days of grace, in which the license is valid with the warning `in-grace`.
    pub fn runs_until(&self) -> Option<SystemTime> {
        self.time(unsafe { ffi::airlatch_runs_until(self.found) })
    }

    fn time(&self, seconds: i64) -> Option<SystemTime> {
        let since = Duration::from_secs(seconds.try_into().unwrap_or(0));
        (seconds != ffi::NEVER && self.license_bytes().is_some()).then(|| SystemTime::UNIX_EPOCH + since)
    }

    /// The days until the end, rounded up. `None`: it has no end. Without a license it is 0.
    pub fn days_left(&self) -> Option<i64> {
        Some(unsafe { ffi::airlatch_days_left(self.found) }).filter(|&days| days != ffi::NEVER)
    }

    /// A feature. `None` if the license does not have it, or is not valid.
    pub fn feature(&self, name: &str) -> Option<Feature<'_>> {
        let name = CString::new(name).ok()?;
        match unsafe { ffi::airlatch_feature(self.found, name.as_ptr()) } {
            ffi::FLAG => Some(Feature::Flag),
            ffi::INTEGER => Some(Feature::Integer(unsafe {
                ffi::airlatch_feature_number(self.found, name.as_ptr(), 0)
            })),
            ffi::TEXT => {
                let text =
                    unsafe { ffi::airlatch_feature_text(self.found, name.as_ptr()).as_ref() }?;
                unsafe { CStr::from_ptr(text) }
                    .to_str()
                    .ok()
                    .map(Feature::Text)
            }
            _ => None,
        }
    }

    /// The number of a feature, or `otherwise` if it has none.
    pub fn number(&self, name: &str, otherwise: i64) -> i64 {
        match self.feature(name) {
            Some(Feature::Integer(number)) => number,
            _ => otherwise,
        }
    }

    /// The names of the features, in the order of the license. Empty if the answer is not valid.
    pub fn feature_names(&self) -> Vec<&str> {
        (0..)
            .map_while(|index| unsafe { ffi::airlatch_feature_name(self.found, index).as_ref() })
            .filter_map(|name| unsafe { CStr::from_ptr(name) }.to_str().ok())
            .collect()
    }

    /// The name of the product, from the kit.
    pub fn product_name(&self) -> Option<&str> {
        self.text(ffi::PRODUCT_NAME)
    }

    /// How to reach the vendor, from the kit.
    pub fn contact(&self) -> Option<&str> {
        self.text(ffi::CONTACT)
    }

    /// The computer ID as `airlatch computer` shows it.
    pub fn computer_id(&self) -> Option<&str> {
        self.text(ffi::COMPUTER_ID)
    }

    /// "installed", the file of the license, or the address of a site server. `None` for bytes that you passed.
    pub fn source(&self) -> Option<PathBuf> {
        self.bytes(ffi::SOURCE).map(path_of)
    }

    /// The id of the license key.
    pub fn key_id(&self) -> Option<&str> {
        self.text(ffi::KEY_ID)
    }

    /// The id of the activation.
    pub fn activation_id(&self) -> Option<&str> {
        self.text(ffi::ACTIVATION_ID)
    }

    /// The customer that the license is for.
    pub fn licensee(&self) -> Option<&str> {
        self.text(ffi::LICENSEE)
    }

    /// The version that the license is for.
    pub fn licensed_version(&self) -> Option<&str> {
        self.text(ffi::LICENSED_VERSION)
    }

    /// Data of the vendor for the program.
    pub fn user_data(&self) -> Option<&str> {
        self.text(ffi::USER_DATA)
    }

    /// The signed license; of a bundle, the one that is used. `None` if it could not be read as one.
    pub fn license_bytes(&self) -> Option<&[u8]> {
        let mut size = 0;
        let data = unsafe { ffi::airlatch_license_bytes(self.found, &mut size) };
        (!data.is_null()).then(|| unsafe { slice::from_raw_parts(data.cast(), size) })
    }

    fn text(&self, name: c_int) -> Option<&str> {
        str::from_utf8(self.bytes(name)?).ok()
    }

    fn bytes(&self, name: c_int) -> Option<&[u8]> {
        let mut size = 0;
        let data = unsafe { ffi::airlatch_text(self.found, name, &mut size) };
        (!data.is_null()).then(|| unsafe { slice::from_raw_parts(data.cast(), size) })
    }
}

fn names(code_at: impl Fn(usize) -> c_int) -> Vec<&'static str> {
    (0..)
        .map(code_at)
        .take_while(|&code| code != 0)
        .map(name_of)
        .collect()
}

#[cfg(unix)]
fn path_of(bytes: &[u8]) -> PathBuf {
    let name: &std::ffi::OsStr = std::os::unix::ffi::OsStrExt::from_bytes(bytes);
    name.into()
}

#[cfg(not(unix))]
fn path_of(bytes: &[u8]) -> PathBuf {
    String::from_utf8_lossy(bytes).into_owned().into()
}
