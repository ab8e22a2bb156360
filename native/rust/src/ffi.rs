//! The functions of airlatch.h, by their names.

use std::os::raw::{c_char, c_int, c_void};

#[repr(C)]
pub struct Handle {
    _private: [u8; 0],
}

#[repr(C)]
pub struct Answer {
    _private: [u8; 0],
}

#[repr(C)]
pub struct Question {
    pub size: usize,
    pub license: *const c_void,
    pub license_size: usize,
    pub home: *const c_char,
    pub workload: *const c_char,
    pub version: *const c_char,
    pub released: *const c_char,
    pub features: *const *const c_char,
    pub search_milliseconds: i32,
}

pub const NEVER: i64 = i64::MAX;
pub const FLAG: c_int = 1;
pub const INTEGER: c_int = 2;
pub const TEXT: c_int = 3;

pub const PRODUCT_NAME: c_int = 0;
pub const CONTACT: c_int = 1;
pub const COMPUTER_ID: c_int = 2;
pub const SOURCE: c_int = 3;
pub const KEY_ID: c_int = 4;
pub const ACTIVATION_ID: c_int = 5;
pub const LICENSEE: c_int = 6;
pub const LICENSED_VERSION: c_int = 7;
pub const USER_DATA: c_int = 8;

extern "C" {
    pub fn airlatch_open(
        kit: *mut *mut Handle,
        bytes: *const c_void,
        size: usize,
        allocator: *const c_void,
    ) -> c_int;
    pub fn airlatch_close(kit: *mut Handle);
    pub fn airlatch_check(kit: *const Handle, question: *const Question) -> *mut Answer;
    pub fn airlatch_free(answer: *mut Answer);
    pub fn airlatch_valid(answer: *const Answer) -> bool;
    pub fn airlatch_reason(answer: *const Answer, index: usize) -> c_int;
    pub fn airlatch_warning(answer: *const Answer, index: usize) -> c_int;
    pub fn airlatch_code_name(code: c_int) -> *const c_char;
    pub fn airlatch_ends_at(answer: *const Answer) -> i64;
    pub fn airlatch_days_left(answer: *const Answer) -> i64;
    pub fn airlatch_runs_until(answer: *const Answer) -> i64;
    pub fn airlatch_feature(answer: *const Answer, name: *const c_char) -> c_int;
    pub fn airlatch_feature_number(
        answer: *const Answer,
        name: *const c_char,
        otherwise: i64,
    ) -> i64;
    pub fn airlatch_feature_text(answer: *const Answer, name: *const c_char) -> *const c_char;
    pub fn airlatch_feature_name(answer: *const Answer, index: usize) -> *const c_char;
    pub fn airlatch_text(answer: *const Answer, name: c_int, size: *mut usize) -> *const c_char;
    pub fn airlatch_license_bytes(answer: *const Answer, size: *mut usize) -> *const c_void;
}
