package campaign

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
	"golang.org/x/time/rate"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/fuzz/counters"
	"github.com/hangup-http/hangup/fuzz/gen"
	"github.com/hangup-http/hangup/fuzz/play"
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/trace"
)

// ErrDown ends a campaign whose target is gone and cannot be started again.
var ErrDown = errors.New("the target does not answer any more, and there is no way to start it again")

// Config is what a campaign is about. Target and Store have to be set; the rest has defaults.
type Config struct {
	Target  play.Target
	Budgets trace.Budgets                  // findings are confirmed with; zero: trace.DefaultBudgets
	Table   func(corpus.Case) *model.Table // to judge by; nil: model.Standard
	Store   Store
	Server  Server // starts the target again; nil: nobody can

	Seed       uint64
	SeedAlone  bool          // breed nothing from what this server did: the seed alone decides on the conversations
	Shard      Shard         // which of several campaigns that share the store this is; they draw different conversations
	Executions uint64        // most conversations; 0: no bound
	Duration   time.Duration // how long; 0: until ctx ends

	// Opening are cases that are played once each at the beginning, beside the conversations, with all the patience of Budgets: what shows
	// behind a timer of the server only is out of reach of the glance that conversations get.
	Opening []corpus.Case

	// Counters tell by which places of its code the target comes: conversations that bring it to new ones are bred from. nil: nobody knows.
	Counters counters.Source

	Connections int     // most conversations in flight; 0: DefaultConnections
	Rate        float64 // most new connections per second; 0: no bound
	Confirm     int     // how often a finding is replayed; 0: DefaultConfirm
	Strict      bool    // look for warnings too

	// LeakAfter is how long a target may keep a connection that its client has closed; 0: DefaultLeakAfter.
	LeakAfter time.Duration
	// Recovery is how long it is waited for a target to get well again that nobody here can start; 0: DefaultRecovery.
	Recovery time.Duration
	// LookEvery is how often it is looked what other campaigns have put in the store; 0: DefaultLookEvery.
	LookEvery time.Duration

	// Found is called for each finding once it is stored, from one goroutine at a time.
	// What another campaign in the same store has found is not told again. May be nil.
	Found func(Finding)
	// Told is called with what else a person wants to know, such as a restart. As Found.
	Told func(string)
}

// Defaults of a Config.
const (
	DefaultConnections = 512
	DefaultConfirm     = 3
	DefaultLeakAfter   = 20 * time.Second
	DefaultRecovery    = 10 * time.Second
	DefaultLookEvery   = 10 * time.Second
)

// Campaign is one run of conversations against one target.
type Campaign struct {
	config   Config
	source   *Source
	quick    *play.Player // to find with: impatient
	full     *play.Player // to confirm with
	table    *model.Table // of conversations that are about nothing yet
	gate     *gate
	recent   *recent
	rate     *rate.Limiter
	alarms   chan uint64  // worker to monitor: the target could not be reached in this epoch
	up       sync.RWMutex // held for writing while the target is down
	queue    chan suspect
	telling  sync.Mutex     // Found and Told
	vitals   vitals         // of the monitor
	bisected map[string]int // by kind of trouble; of the monitor

	mu      sync.Mutex
	status  Status
	rules   map[int]bool
	known   map[Key]*Finding
	raw     map[Key]int // findings before they are shrunk: how often they were examined
	loads   map[load]int
	read    map[string]bool      // entries of the store that are known, kind/name
	pending []feature            // since the last coverage entry
	shown   map[string][]feature // since then too: all that a conversation in the corpus showed
	saved   uint64               // executions in coverage entries
	epoch   uint64               // how often the target was started again
}

// New prepares a campaign and reads what earlier ones have left in the store.
func New(ctx context.Context, config Config) (*Campaign, error) {
	if config.Budgets.Answer == 0 {
		config.Budgets = trace.DefaultBudgets()
	}
	if config.Connections == 0 {
		config.Connections = DefaultConnections
	}
	if config.Confirm == 0 {
		config.Confirm = DefaultConfirm
	}
	if config.LeakAfter == 0 {
		config.LeakAfter = DefaultLeakAfter
	}
	if config.Recovery == 0 {
		config.Recovery = DefaultRecovery
	}
	if config.LookEvery == 0 {
		config.LookEvery = DefaultLookEvery
	}
	config.Seed = config.Shard.seed(config.Seed)
	if config.Table == nil {
		config.Table = func(corpus.Case) *model.Table { return model.Standard }
	}
	c := &Campaign{
		config: config, gate: newGate(config.Connections), recent: newRecent(),
		alarms: make(chan uint64, 1), queue: make(chan suspect, maxSuspects),
		rules: map[int]bool{}, known: map[Key]*Finding{}, raw: map[Key]int{}, loads: map[load]int{}, bisected: map[string]int{},
		read: map[string]bool{}, shown: map[string][]feature{},
	}
	dialled := config.Target
	dialled.Dial = spread(config.Target)
	c.full = play.NewPlayer(dialled)
	c.full.Budgets, c.full.Table = config.Budgets, config.Table
	c.quick = impatient(c.full)
	c.table = config.Table(corpus.Case{Name: heldName})
	if config.Rate > 0 {
		c.rate = rate.NewLimiter(rate.Limit(config.Rate), 1)
		c.full.Pace, c.quick.Pace = c.rate.Wait, c.rate.Wait
	}
	c.status = Status{Began: time.Now(), RulesTotal: len(model.Rules()), Findings: map[string]int{}}
	return c, c.resume(ctx)
}

// glance is how long a conversation waits where nothing has been found yet.
const glance = 300 * time.Millisecond

// impatient is a player for first looks. What it finds has to be confirmed.
func impatient(full *play.Player) *play.Player {
	quick := *full
	b := &quick.Budgets
	b.Answer, b.Interim, b.Close = min(b.Answer, glance), min(b.Interim, glance), min(b.Close, glance)
	b.Patience = min(b.Patience, glance/3)
	b.Own = nil
	quick.Limit = play.DefaultLimit / 3
	return &quick
}

// Run holds conversations until the campaign's bounds are reached or ctx ends, which is no
// error, and examines what was found. It returns an error that wraps [ErrDown] when
// the target is gone for good, and those of the store.
func (c *Campaign) Run(ctx context.Context) (Status, error) {
	if err := c.greet(ctx); err != nil {
		return c.Status(), err
	}
	group, all := errgroup.WithContext(ctx)
	holding, stop := context.WithCancel(all)
	if c.config.Duration > 0 {
		holding, stop = context.WithTimeout(all, c.config.Duration)
	}
	defer stop()
	background, done := context.WithCancel(all)
	group.Go(func() error { return c.watch(background) })
	group.Go(func() error { return c.keep(background) })
	group.Go(func() error { return c.leaks(background) })
	group.Go(func() error { return c.lookNowAndThen(background) })
	group.Go(func() error { return c.opening(background) })
	group.Go(func() error { return c.covered(background) })
	group.Go(func() error {
		defer done()
		var examiners errgroup.Group
		for range examinersAtOnce {
			examiners.Go(func() error { return c.examineAll(all) })
		}
		err := c.holdAll(holding, all)
		close(c.queue)
		return errors.Join(err, examiners.Wait())
	})
	err := group.Wait()
	if ctx.Err() != nil && !errors.Is(err, ErrDown) {
		err = nil
	}
	return c.Status(), errors.Join(err, c.save(context.WithoutCancel(ctx)))
}

// draw takes the next conversation, unless there were enough.
func (c *Campaign) draw() (Planned, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.config.Executions > 0 && c.status.Drawn >= c.config.Executions {
		return Planned{}, false
	}
	c.status.Drawn++
	return c.source.Next(), true
}

// made makes the case of a conversation for this target.
func (c *Campaign) made(conversation gen.Conversation) corpus.Case {
	return conversation.CaseFor(heldName, c.has)
}

const heldName = "fuzz/held"

func (c *Campaign) has(h model.Handler) bool {
	return h == model.Answer || c.config.Target.Profile.Has(h)
}

// observed is a conversation that has come to its end.
type observed struct {
	Planned
	trace  *trace.Trace
	states []model.States // after each record
	report func() trace.Report
	worst  model.Verdict
}

// digest learns what is new in a conversation, and queues what it found.
func (c *Campaign) digest(ctx context.Context, o observed) error {
	c.tally(func(s *Status) { s.Executions++ })
	all := reactions(o.trace, o.states, c.quick.Budgets)
	var seen []feature
	for _, is := range all {
		seen = is.features(seen)
	}
	fresh := c.source.Learn(o.Conversation, seen, !c.config.SeedAlone)
	if len(fresh) > 0 {
		rules, under := watched(o.trace, c.table, c.quick.Budgets, all)
		fresh = append(fresh, c.source.Learn(o.Conversation, under, false)...)
		if err := c.remember(ctx, o.Planned, rules, fresh, append(seen, under...)); err != nil {
			return err
		}
	}
	if o.worst < c.worst() {
		return nil
	}
	if key, found := c.keyOf(o.report(), all); found {
		c.suspect(suspect{o.Planned, key})
	}
	return nil
}

// worst is the mildest verdict that counts as a finding.
func (c *Campaign) worst() model.Verdict {
	if c.config.Strict {
		return model.Warning
	}
	return model.Violation
}

// keyOf returns the key of the worst finding of a report.
func (c *Campaign) keyOf(report trace.Report, all []reaction) (Key, bool) {
	if len(report.Findings) == 0 || report.Findings[0].Verdict < c.worst() { // the worst is the first
		return Key{}, false
	}
	f := report.Findings[0]
	key := Key{State: f.State.String(), Rule: f.Requirement.Address + ": " + f.Rule.Why, Reaction: f.Observed}
	at := report.Steps[f.Step].Record
	for _, is := range all {
		if is.record <= at {
			key.Event, key.Reaction = is.last.String(), is.String()
		}
	}
	return key, true
}

func (c *Campaign) tally(change func(*Status)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	change(&c.status)
}

func (c *Campaign) tell(format string, args ...any) {
	c.telling.Lock()
	defer c.telling.Unlock()
	if c.config.Told != nil {
		c.config.Told(fmt.Sprintf(format, args...))
	}
}
