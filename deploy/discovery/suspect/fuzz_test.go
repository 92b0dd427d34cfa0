package suspect_test

import (
	"encoding/binary"
	"io"
	"os"
	"testing"
	"testing/synctest"

	"github.com/hangup-http/hangup/deploy/discovery/suspect"
	"github.com/hangup-http/hangup/fuzz"
	"github.com/hangup-http/hangup/fuzz/gen"
	"github.com/hangup-http/hangup/fuzz/shrink"
)

// FuzzFault holds conversations with a server that has the fault which the variable
// HANGUP_FAULT names, and fails where the judge sees it. It is
// the FuzzConversation of the fault bank: the same operations, the same seeds.
func FuzzFault(f *testing.F) {
	name := os.Getenv(suspect.FaultVariable)
	if name == "" {
		f.Skipf("set %s to the name of a fault; deploy/discovery does", suspect.FaultVariable)
	}
	s, ok := suspect.Lookup(name)
	if !ok {
		f.Fatalf("%s is %q, which is not in the fault bank", suspect.FaultVariable, name)
	}
	if os.Getenv(suspect.BareVariable) == "" {
		for _, c := range fuzz.Seeds(gen.Everything()) {
			f.Add(c.Encode())
		}
	} else {
		f.Add(gen.Conversation{{Kind: gen.Request}, {Kind: gen.End}}.Encode())
	}
	count := openTally(f)
	f.Fuzz(func(t *testing.T, octets []byte) {
		n := count.one(t)
		c := gen.Decode(octets)
		s.Bubble = func(inside func(*testing.T)) bool {
			synctest.Test(t, inside)
			return true
		}
		if kept := s.Ask(c); kept != (shrink.Kept{}) {
			count.found(t, n, c)
			t.Fatalf("%s: %s after %d executions: %v", name, kept.Address, n, c)
		}
	})
}

// tally counts executions in a file, because a fuzz engine has its workers in processes of their own,
// and starts others when they end. Each execution appends one octet.
type tally struct {
	file *os.File // nil: nobody wants to know
	name string
}

func openTally(f *testing.F) *tally {
	name := os.Getenv(suspect.TallyVariable)
	if name == "" {
		return &tally{}
	}
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o644)
	if err != nil {
		f.Fatalf("counting executions: %v", err)
	}
	return &tally{file, name}
}

// one counts an execution, and tells the how manieth it is.
func (c *tally) one(t *testing.T) int64 {
	if c.file == nil {
		return 0
	}
	_, err := c.file.Write([]byte{'.'})
	if err != nil {
		t.Fatalf("counting an execution: %v", err)
	}
	n, err := c.file.Seek(0, io.SeekCurrent) // behind the octet that was appended
	if err != nil {
		t.Fatalf("counting executions: %v", err)
	}
	return n
}

// found writes, once, after how many executions which conversation was found.
func (c *tally) found(t *testing.T, n int64, conversation gen.Conversation) {
	if c.file == nil {
		return
	}
	file, err := os.OpenFile(c.name+suspect.FoundSuffix, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if os.IsExist(err) {
		return
	}
	if err == nil {
		_, err = file.Write(append(binary.BigEndian.AppendUint64(nil, uint64(n)), conversation.Encode()...))
	}
	if err != nil {
		t.Fatalf("writing what was found: %v", err)
	}
	file.Close()
}
