// Target is what libFuzzer calls, built once for each body with -ldflags "-X main.body=NAME". OSS-Fuzz's own tool for native targets of Go
// (go-118-fuzz-build) does not take those that stand in external test packages, which nearly all of ours do, so that these are bodies
// without package testing.
package main

// #include <stddef.h>
import "C"

import (
	"fmt"
	"unsafe"
)

// body is the name of the one that this program runs.
var body = "conversation"

//export LLVMFuzzerTestOneInput
func LLVMFuzzerTestOneInput(data *C.char, size C.size_t) C.int {
	run := bodies[body]
	if run == nil {
		panic(fmt.Sprintf("there is no body %q", body))
	}
	if err := run(C.GoBytes(unsafe.Pointer(data), C.int(size))); err != nil {
		panic(err)
	}
	return 0
}

func main() {} // libFuzzer has the main
