#!/bin/bash -eu
# Builds a libFuzzer program for each body. The base image sets CXX, CXXFLAGS, LIB_FUZZING_ENGINE and OUT.
cd "${SRC:?}/hangup/deploy/scale"
for body in conversation read cases; do
	go build -buildmode=c-archive -tags=libfuzzer -gcflags=all=-d=libfuzzer -ldflags "-X main.body=$body" -o "$OUT/$body.a" ./clusterfuzzlite/target
	$CXX $CXXFLAGS $LIB_FUZZING_ENGINE "$OUT/$body.a" -o "$OUT/fuzz_$body"
	rm "$OUT/$body.a" "$OUT/$body.h"
done
