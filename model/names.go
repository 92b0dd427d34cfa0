package model

// The Go identifier of an event, flag, reason, trait or status is its one name, in
// profiles, drawings, exports and reports; a state is named in lower case. Each name
// is read back by the Parse function of its kind, which is false for any other word.

// flagNames holds the name of each flag, by its bit.
var flagNames = [...]struct {
	flag Facts
	name string
}{
	{V10, "V10"},
	{KeepAlive, "KeepAlive"},
	{Expect10, "Expect10"},
	{Body, "Body"},
	{HadBody, "HadBody"},
	{LastChunk, "LastChunk"},
	{Owe100, "Owe100"},
	{OddExpect, "OddExpect"},
	{Sent100, "Sent100"},
	{Refusing, "Refusing"},
	{Begun, "Begun"},
	{Announced, "Announced"},
	{Answer10, "Answer10"},
	{AnswerKept, "AnswerKept"},
	{Coding, "Coding"},
	{Bodyless, "Bodyless"},
	{TraitHere, "TraitHere"},
	{Tangled, "Tangled"},
	{Promised, "Promised"},
	{Reads, "Reads"},
	{Served, "Served"},
	{PeerFIN, "PeerFIN"},
	{FINSent, "FINSent"},
	{Held, "Held"},
	{CutShort, "CutShort"},
	{Waited, "Waited"},
	{Blank, "Blank"},
	{Rested, "Rested"},
	{BodyBefore, "BodyBefore"},
	{ReadBefore, "ReadBefore"},
	{BodylessBefore, "BodylessBefore"},
	{Lost, "Lost"},
	{ReadingOff, "ReadingOff"},
	{SaidOnce, "SaidOnce"},
	{SaidTwice, "SaidTwice"},
	{HushedOnce, "HushedOnce"},
	{HushedTwice, "HushedTwice"},
	{AfterClose, "AfterClose"},
	{AfterIncomplete, "AfterIncomplete"},
	{FINBehind, "FINBehind"},
	{Unread, "Unread"},
	{ServedMore, "ServedMore"},
	{Parting, "Parting"},
}

// Names returns the names of the flags that are set, in the order of their bits.
// The fields Last, Trait and Status are not among them.
func (f Facts) Names() []string {
	var names []string
	for _, n := range flagNames {
		if f&n.flag != 0 {
			names = append(names, n.name)
		}
	}
	return names
}

// Flags returns every flag, in the order of their bits.
func Flags() []Facts {
	all := make([]Facts, len(flagNames))
	for i, n := range flagNames {
		all[i] = n.flag
	}
	return all
}

// ParseFlag finds the flag of that name.
func ParseFlag(name string) (Facts, bool) {
	for _, n := range flagNames {
		if n.name == name {
			return n.flag, true
		}
	}
	return 0, false
}

// ParseState finds the state of that name.
func ParseState(name string) (State, bool) { return named(name, numStates) }

// ParseEvent finds the event of that name.
func ParseEvent(name string) (Event, bool) { return named(name, numEvents) }

// ParseReason finds the reason of that name.
func ParseReason(name string) (Reason, bool) { return named(name, numReasons) }

// ParseTrait finds the trait of that name.
func ParseTrait(name string) (Trait, bool) { return named(name, numTraits) }

// ParseStatus finds the status of that name.
func ParseStatus(name string) (Status, bool) { return named(name, numStatuses) }

// AllStates returns every state.
func AllStates() []State { return upTo(numStates) }

// AllEvents returns every event.
func AllEvents() []Event { return upTo(numEvents) }

// AllReasons returns every reason, NotLast included.
func AllReasons() []Reason { return upTo(numReasons) }

// AllTraits returns every trait, Plain included.
func AllTraits() []Trait { return upTo(numTraits) }

// AllStatuses returns every status, NoStatus included.
func AllStatuses() []Status { return upTo(numStatuses) }

// enumeration is a kind of which the values are numbered from 0 and know their names.
type enumeration interface {
	~uint8
	String() string
}

func upTo[E enumeration](end E) []E {
	all := make([]E, end)
	for i := range all {
		all[i] = E(i)
	}
	return all
}

func named[E enumeration](name string, end E) (E, bool) {
	for e := range end {
		if e.String() == name {
			return e, true
		}
	}
	return 0, false
}
