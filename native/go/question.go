package airlatch

// #include <airlatch.h>
// #include <stdlib.h>
import "C"

import (
	"fmt"
	"math"
	"strings"
	"time"
	"unsafe"
)

// cMemory is the C memory that a question points to: C may not receive Go pointers to memory that contains Go pointers.
type cMemory []unsafe.Pointer

func (m *cMemory) free() {
	for _, one := range *m {
		C.free(one)
	}
}

func (m *cMemory) keep(one unsafe.Pointer) unsafe.Pointer {
	*m = append(*m, one)
	return one
}

func (m *cMemory) question(q Question) (C.airlatch_question, error) {
	asked := C.airlatch_question{search_milliseconds: milliseconds(q.Search)}
	asked.size = C.size_t(unsafe.Sizeof(asked))
	if q.License != nil { // C.CBytes of no bytes is not NULL
		asked.license = m.keep(C.CBytes(q.License))
		asked.license_size = C.size_t(len(q.License))
	}
	for _, one := range []struct {
		name, text string
		member     **C.char
	}{
		{"Home", q.Home, &asked.home},
		{"Workload", q.Workload, &asked.workload},
		{"Version", q.Version, &asked.version},
		{"Released", q.Released, &asked.released},
	} {
		if strings.IndexByte(one.text, 0) >= 0 {
			return asked, fmt.Errorf("airlatch: Question.%s has a zero byte", one.name)
		}
		if one.text != "" {
			*one.member = m.text(one.text)
		}
	}
	if len(q.Features) == 0 {
		return asked, nil
	}
	// with NULL at the end
	array := (**C.char)(m.keep(C.calloc(C.size_t(len(q.Features)+1), C.size_t(unsafe.Sizeof(asked.features)))))
	asked.features = array
	for i, name := range q.Features {
		if name == "" || strings.IndexByte(name, 0) >= 0 {
			return asked, fmt.Errorf("airlatch: Question.Features[%d] is empty or has a zero byte", i)
		}
		unsafe.Slice(array, len(q.Features))[i] = m.text(name)
	}
	return asked, nil
}

func (m *cMemory) text(text string) *C.char {
	return (*C.char)(m.keep(unsafe.Pointer(C.CString(text))))
}

// milliseconds rounds up, so that a short time does not become 0, which means the default.
func milliseconds(most time.Duration) C.int32_t {
	if most < 0 {
		return -1
	}
	all := most / time.Millisecond
	if most%time.Millisecond > 0 {
		all++
	}
	if all > math.MaxInt32 {
		return math.MaxInt32
	}
	return C.int32_t(all)
}
