package airlatch

// #include <airlatch.h>
import "C"

import (
	"math"
	"time"
	"unsafe"
)

// Never is the DaysLeft of a license that has no end.
const Never = math.MaxInt64

// Answer is the result of a check. Missing texts are "". It needs no freeing.
type Answer struct {
	Valid    bool      // whether the program may run
	Reasons  []string  // why not, in the order in which people read them: names such as "wrong-computer"
	Warnings []string  // names, like the reasons
	DaysLeft int64     // rounded up; Never: it has no end; 0 without a license
	Features []Feature // in the order of the license; empty if the answer is not valid

	// EndsAt is the first second after its end: to print the last day, subtract one second and show the day in UTC, as it
	// is here. RunsUntil is the same end with days of grace, in which the license is valid with the warning "in-grace".
	// The zero time: never, or there is no license.
	EndsAt, RunsUntil time.Time

	ProductName     string // of the kit
	Contact         string // of the kit: how to reach the vendor
	ComputerID      string // as `airlatch computer` shows it
	Source          string // "installed", the file of the license, or the address of a site server
	KeyID           string
	ActivationID    string
	Licensee        string
	LicensedVersion string
	UserData        string
	License         []byte // as it was signed; of a bundle, the one that is used; nil: it could not be read as one
}

// FeatureType is the type of a feature.
type FeatureType int

// The types, as in airlatch.h. A Flag has no value.
const (
	NoFeature FeatureType = iota
	Flag
	Integer
	Text
)

// Feature is a feature of a license.
type Feature struct {
	Name   string
	Type   FeatureType
	Number int64  // of an Integer
	Text   string // of a Text
}

// Feature returns a feature, whose Type is NoFeature if the license does not have it.
func (a *Answer) Feature(name string) Feature {
	for _, one := range a.Features {
		if one.Name == name {
			return one
		}
	}
	return Feature{Name: name}
}

// Has returns whether the license has a feature, of any type.
func (a *Answer) Has(name string) bool { return a.Feature(name).Type != NoFeature }

// Number returns the number of a feature, or otherwise if it has none.
func (a *Answer) Number(name string, otherwise int64) int64 {
	if one := a.Feature(name); one.Type == Integer {
		return one.Number
	}
	return otherwise
}

func answerOf(found *C.airlatch_answer) *Answer {
	a := &Answer{Valid: bool(C.airlatch_valid(found)), DaysLeft: int64(C.airlatch_days_left(found))}
	for i := C.size_t(0); ; i++ {
		code := C.airlatch_reason(found, i)
		if code == C.AIRLATCH_OK {
			break
		}
		a.Reasons = append(a.Reasons, nameOf(code))
	}
	for i := C.size_t(0); ; i++ {
		code := C.airlatch_warning(found, i)
		if code == C.AIRLATCH_OK {
			break
		}
		a.Warnings = append(a.Warnings, nameOf(code))
	}
	for i := C.size_t(0); ; i++ {
		name := C.airlatch_feature_name(found, i)
		if name == nil {
			break
		}
		a.Features = append(a.Features, Feature{
			Name:   C.GoString(name),
			Type:   FeatureType(C.airlatch_feature(found, name)),
			Number: int64(C.airlatch_feature_number(found, name, 0)),
			Text:   C.GoString(C.airlatch_feature_text(found, name)),
		})
	}
	text := func(name C.airlatch_text_name) string {
		var size C.size_t
		data := C.airlatch_text(found, name, &size)
		return string(bytesOf(unsafe.Pointer(data), size))
	}
	a.ProductName = text(C.AIRLATCH_PRODUCT_NAME)
	a.Contact = text(C.AIRLATCH_CONTACT)
	a.ComputerID = text(C.AIRLATCH_COMPUTER_ID)
	a.Source = text(C.AIRLATCH_SOURCE)
	a.KeyID = text(C.AIRLATCH_KEY_ID)
	a.ActivationID = text(C.AIRLATCH_ACTIVATION_ID)
	a.Licensee = text(C.AIRLATCH_LICENSEE)
	a.LicensedVersion = text(C.AIRLATCH_LICENSED_VERSION)
	a.UserData = text(C.AIRLATCH_USER_DATA)
	var size C.size_t
	license := C.airlatch_license_bytes(found, &size)
	a.License = bytesOf(license, size)
	at := func(seconds C.int64_t) (end time.Time) {
		if seconds != Never && a.License != nil {
			end = time.Unix(int64(seconds), 0).UTC()
		}
		return end
	}
	a.EndsAt = at(C.airlatch_ends_at(found))
	a.RunsUntil = at(C.airlatch_runs_until(found))
	return a
}
