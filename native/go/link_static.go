//go:build !airlatch_shared

package airlatch

// #cgo pkg-config: airlatch-static
import "C"
