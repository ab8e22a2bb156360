// Package airlatch verifies Airlatch licenses offline, with the C library libairlatch.
//
//	kit, err := airlatch.Open(airlatchKit) // the vendor's kit, which is part of the program
//	if err != nil {
//		return err
//	}
//	defer kit.Close()
//	answer, err := kit.Check(airlatch.Question{Version: "2.3.1"})
//	if err != nil {
//		return err
//	}
//	if !answer.Valid {
//		return errors.New(strings.Join(answer.Reasons, ", "))
//	}
//	if answer.Has("export") {
//		...
//	}
//
// The library is linked into the program. With the build tag airlatch_shared the program loads libairlatch.so instead,
// which is a file that others could replace.
package airlatch

// #include <airlatch.h>
// #include <stdlib.h>
import "C"

import (
	"errors"
	"runtime"
	"sync"
	"time"
	"unsafe"
)

// ErrClosed is returned by a check after Close.
var ErrClosed = errors.New("airlatch: the kit is closed")

// Error is the error of a kit that cannot be used.
type Error struct {
	Code string // the name of the reason, such as "signature-invalid", as in section 12 of SPEC.md
}

func (e *Error) Error() string { return "airlatch: the kit cannot be used: " + e.Code }

// Kit is the vendor's kit, opened. Any number of goroutines may use it at once.
type Kit struct {
	lock   sync.RWMutex // checks read; Close writes
	handle *C.airlatch_handle
}

// Open opens a kit, raw or text, and reads this computer. Its bytes determine which vendor is trusted. The error is an
// *Error.
func Open(kit []byte) (*Kit, error) {
	bytes := C.CBytes(kit)
	defer C.free(bytes)
	opened := &Kit{}
	if code := C.airlatch_open(&opened.handle, bytes, C.size_t(len(kit)), nil); code != C.AIRLATCH_OK {
		return nil, &Error{nameOf(code)}
	}
	runtime.SetFinalizer(opened, (*Kit).Close)
	return opened, nil
}

// Close frees the kit once no check is running. Answers stay valid. A kit that is never closed is freed by the garbage
// collector.
func (k *Kit) Close() error {
	k.lock.Lock()
	defer k.lock.Unlock()
	C.airlatch_close(k.handle)
	k.handle = nil
	runtime.SetFinalizer(k, nil)
	return nil
}

// Question is the question to a kit. Every member is optional.
type Question struct {
	License  []byte        // the content of a license file, raw or text; nil: the licenses of this computer
	Home     string        // the folder of `airlatch --home`; "": AIRLATCH_HOME, or the default folder
	Workload string        // the site's name for the workload; "": AIRLATCH_WORKLOAD, or none
	Version  string        // of the program, such as "2.3.1"
	Released string        // the day on which this version was released, such as "2026-11-30"
	Features []string      // those that the program requires
	Search   time.Duration // the longest search on network shares; 0: 3 seconds; less than 0: no search
}

// Check returns whether the program may run. The error is ErrClosed, or is about a text that contains a zero byte or an
// empty feature name; none of these is about the license.
func (k *Kit) Check(question Question) (*Answer, error) {
	var memory cMemory
	defer memory.free()
	asked, err := memory.question(question)
	if err != nil {
		return nil, err
	}
	k.lock.RLock()
	defer k.lock.RUnlock()
	if k.handle == nil {
		return nil, ErrClosed
	}
	found := C.airlatch_check(k.handle, &asked)
	defer C.airlatch_free(found)
	answer := answerOf(found)
	runtime.KeepAlive(k)
	return answer, nil
}

func nameOf(code C.airlatch_code) string {
	return C.GoString(C.airlatch_code_name(code))
}

func bytesOf(data unsafe.Pointer, size C.size_t) []byte {
	if data == nil {
		return nil
	}
	return append([]byte{}, unsafe.Slice((*byte)(data), int(size))...)
}
