package suspect

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/hangup-http/hangup/fuzz/gen"
)

// What FuzzFault goes by, and where it leaves what it has to tell.
const (
	FaultVariable = "HANGUP_FAULT" // name of the fault
	BareVariable  = "HANGUP_BARE"  // not empty: the only seed is one plain request
	TallyVariable = "HANGUP_TALLY" // a file that gets one octet for each execution
	FoundSuffix   = ".found"       // of the file beside it that gets what was found
)

// Tally reads how many executions FuzzFault has counted in a file.
func Tally(file string) (int, error) {
	info, err := os.Stat(file)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("reading the number of executions: %w", err)
	}
	return int(info.Size()), nil
}

// Found reads what FuzzFault has found, and after how many executions; 0 where it has not.
func Found(file string) (gen.Conversation, int, error) {
	octets, err := os.ReadFile(file + FoundSuffix)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, 0, nil
	}
	if err != nil {
		return nil, 0, fmt.Errorf("reading what was found: %w", err)
	}
	if len(octets) < 8 {
		return nil, 0, fmt.Errorf("%s has %d octets: it was not written to its end", file+FoundSuffix, len(octets))
	}
	return gen.Decode(octets[8:]), int(binary.BigEndian.Uint64(octets)), nil
}
