package suspect_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/hangup-http/hangup/deploy/discovery/suspect"
	"github.com/hangup-http/hangup/fuzz/gen"
	"github.com/hangup-http/hangup/fuzz/shrink"
)

// TestBoth: the core and the whole server show what they should, and nothing without a fault.
func TestBoth(t *testing.T) {
	closeThenMore := gen.Conversation{{Kind: gen.Request}, {Kind: gen.Field}, {Kind: gen.Request}, {Kind: gen.End}}
	emptyLength := gen.Conversation{{Kind: gen.Request}, {Kind: gen.Field, A: 1, B: 11}, {Kind: gen.End}}
	for _, tt := range []struct {
		fault  string
		whole  bool
		ask    gen.Conversation
		blamed string
	}{
		{"mongoose-answers-after-close", false, closeThenMore, "9112/9.6/no-processing-after-close"},
		{"golang-empty-cl", true, emptyLength, "9112/6.3/invalid-length"},
		{"golang-empty-cl", true, closeThenMore, ""},
		{"mongoose-answers-after-close", false, emptyLength, ""},
	} {
		s, ok := suspect.Lookup(tt.fault)
		if !ok {
			t.Fatalf("%s is not in the bank", tt.fault)
		}
		if got := s.Ask(tt.ask).Address; got != tt.blamed || s.Whole() != tt.whole {
			t.Errorf("%s: %q, want %q; the whole server: %v", tt.fault, got, tt.blamed, s.Whole())
		}
	}
}

// TestTally: FuzzFault tells what it has found, and after how many executions.
func TestTally(t *testing.T) {
	file := filepath.Join(t.TempDir(), "tally")
	command := exec.Command(os.Args[0], "-test.run=^FuzzFault$")
	command.Env = append(os.Environ(), suspect.FaultVariable+"=mongoose-answers-after-close", suspect.TallyVariable+"="+file)
	if out, err := command.CombinedOutput(); err == nil {
		t.Fatalf("the seeds do not show the fault:\n%s", out)
	}
	c, n, err := suspect.Found(file)
	if err != nil {
		t.Fatal(err)
	}
	all, err := suspect.Tally(file)
	if err != nil || n < 1 || all < n {
		t.Errorf("found after %d executions of %d, %v", n, all, err)
	}
	s, _ := suspect.Lookup("mongoose-answers-after-close")
	if kept := s.Ask(c); kept == (shrink.Kept{}) {
		t.Errorf("%v shows nothing", c)
	}
}

// TestUnread: a client that does not read while the server gives up waiting for content, and sends it later, sees no
// fault, and has the sound server blamed for nothing either.
func TestUnread(t *testing.T) {
	late := gen.Conversation{{Kind: gen.Request, C: 8}, {Kind: gen.End}, {Kind: gen.StopReading}, {Kind: gen.Pause, A: 5}, {Kind: gen.Content}}
	s, _ := suspect.Lookup("ats-400-keepalive") // which may be blamed for closing without a word
	if kept := s.Ask(late); kept != (shrink.Kept{}) || s.Alarms != 0 {
		t.Errorf("%+v, %d alarms", kept, s.Alarms)
	}
}

func Example() {
	s, _ := suspect.Lookup("mongoose-answers-after-close")
	kept := s.Ask(gen.Conversation{{Kind: gen.Request}, {Kind: gen.Field}, {Kind: gen.Request}, {Kind: gen.End}})
	fmt.Println(kept.Verdict, kept.Address)
	// Output: violation 9112/9.6/no-processing-after-close
}
