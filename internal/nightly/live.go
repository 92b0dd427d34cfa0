package nightly

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/fuzz/campaign"
	"github.com/hangup-http/hangup/fuzz/play"
	"github.com/hangup-http/hangup/fuzz/store"
	"github.com/hangup-http/hangup/internal/capable"
	"github.com/hangup-http/hangup/internal/process"
	"github.com/hangup-http/hangup/internal/recipe"
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/profile"
	"github.com/hangup-http/hangup/model/trace"
	"github.com/hangup-http/hangup/server"
	"github.com/hangup-http/hangup/server/faults"
)

const (
	replays     = 3 // of a finding that is known
	connections = 256
)

// port is a live server that can be talked to.
type port struct {
	target play.Target
	server campaign.Server // nil: nobody can start it again
	replay string          // arguments of hangup replay
	stop   func()
}

// fuzzServer is the whole job of one server.
func (r *run) fuzzServer(ctx context.Context, s Server) *Job {
	j := &Job{Name: s.Name, Kind: KindServer, End: EndOK}
	began := time.Now()
	p, err := r.reach(s)
	if err == nil {
		defer p.stop()
		err = r.talk(ctx, s, p, j)
	}
	if j.Millis == 0 {
		j.Millis = time.Since(began).Milliseconds()
	}
	switch {
	case ctx.Err() != nil:
		j.End = EndInterrupted
	case err != nil:
		j.End, j.Reason = EndFailed, oneLine(err.Error())
	}
	return j
}

// talk plays what is known, and holds a campaign until the share is used up.
func (r *run) talk(ctx context.Context, s Server, p *port, j *Job) (failed error) {
	folder := filepath.Join(r.config.History, "live", s.Name)
	remembered, finish, err := r.storeOf(ctx, s, folder)
	if err != nil {
		return err
	}
	defer func() { failed = errors.Join(failed, finish()) }()
	if p.server != nil {
		if err := p.server.Restart(ctx); err != nil {
			return err
		}
	}
	if err := r.replayKnown(ctx, p, j); err != nil {
		return err
	}
	return r.hold(ctx, s, p, j, remembered, folder)
}

// storeOf is where the campaigns of a server remember, and share it if they are told to. finish sends what is left.
func (r *run) storeOf(ctx context.Context, s Server, folder string) (all campaign.Store, finish func() error, err error) {
	local, err := campaign.OpenFolder(folder)
	if err != nil || s.Store == "" {
		return local, func() error { return nil }, err
	}
	return store.Share(ctx, local, s.Store, func(text string) { r.told(s.Name + ": " + text) })
}

// hold is the campaign.
func (r *run) hold(ctx context.Context, s Server, p *port, j *Job, remembered campaign.Store, folder string) error {
	opening, err := play.Cases(p.target.Profile)
	if err != nil {
		return err
	}
	config := campaign.Config{
		Target: p.target, Budgets: p.target.Profile.Patience(trace.DefaultBudgets()), Table: tables(p.target.Profile), Store: remembered, Server: p.server,
		Opening:    opening,
		Executions: r.share.Executions, Duration: r.share.Duration, Seed: rand.Uint64(), Connections: cmp.Or(s.Connections, connections),
		Told: func(text string) { r.told(s.Name + ": " + text) },
	}
	var failed error
	config.Found = func(f campaign.Finding) { failed = errors.Join(failed, j.found(f, folder, p)) }
	c, err := campaign.New(ctx, config)
	if err != nil {
		return err
	}
	for _, f := range c.Findings() { // of a night that was killed before it could say so
		if !r.ever(j.Name, f) {
			failed = errors.Join(failed, j.found(f, folder, p))
		}
	}
	status, err := c.Run(ctx)
	j.Executions += status.Executions
	j.Millis += time.Since(status.Began).Milliseconds()
	j.Rules, j.Corpus = status.Rules, status.Corpus
	return errors.Join(err, failed)
}

// found keeps the case file of a finding where people look for it.
func (j *Job) found(f campaign.Finding, folder string, p *port) error {
	file := filepath.Join(folder, "findings", f.File())
	if err := campaign.WriteFile(file, f.Text); err != nil {
		return fmt.Errorf("writing a finding: %w", err)
	}
	j.take(Finding{
		ID: key(j.Name, f), Class: strings.ToLower(f.Verdict), Title: f.String(), Where: f.Address, File: file,
		Rerun: "hangup replay " + file + " " + p.replay, Shown: f.Shown, Plays: f.Plays,
	})
	return nil
}

func key(job string, f campaign.Finding) string {
	return identity(job, f.Key.State, f.Key.Event, f.Key.Rule, f.Key.Reaction)
}

// ever tells whether a night before has told a finding.
func (r *run) ever(job string, f campaign.Finding) bool {
	id := key(job, f)
	for _, n := range r.night.earlier {
		if j := n.job(job); j != nil {
			for _, known := range j.Findings {
				if known.ID == id {
					return true
				}
			}
		}
	}
	return false
}

// replayKnown plays the findings of the last night again: those that show are known, the others are gone. Troubles with the
// health of a server, which no single conversation shows, stay known.
func (r *run) replayKnown(ctx context.Context, p *port, j *Job) error {
	player := play.NewPlayer(p.target)
	player.Budgets, player.Table = p.target.Profile.Patience(trace.DefaultBudgets()), tables(p.target.Profile)
	for _, f := range r.open(j.Name) {
		if f.Where == "" {
			j.take(f)
			continue
		}
		text, err := os.ReadFile(f.File)
		if err != nil {
			continue // somebody has removed it: it may be found again
		}
		cases, err := corpus.Parse(f.File, text, own(p.target.Profile)...)
		if err != nil {
			return fmt.Errorf("reading a finding of another night: %w", err)
		}
		f.Shown, f.Plays = 0, replays
		for range replays {
			played, err := player.Play(ctx, cases[0])
			if err != nil {
				return fmt.Errorf("playing a finding of another night again: %w", err)
			}
			if shows(played.Report, f.Where) {
				f.Shown++
			}
		}
		if f.Shown > 0 {
			j.take(f)
		}
	}
	return nil
}

func shows(report trace.Report, address string) bool {
	for _, f := range report.Findings {
		if f.Verdict >= model.Warning && f.Requirement.Address == address {
			return true
		}
	}
	return false
}

func own(p profile.Profile) (all []model.Requirement) {
	for _, q := range p.Requirements {
		all = append(all, q.Requirement)
	}
	return all
}

func tables(p profile.Profile) func(corpus.Case) *model.Table {
	all := p.Tables()
	return func(c corpus.Case) *model.Table { return all.About(append([]string{c.Name}, c.About...)...) }
}

// reach makes a server ready to be talked to.
func (r *run) reach(s Server) (*port, error) {
	switch {
	case s.BuiltIn:
		return builtIn(s)
	case s.Recipe != "":
		return r.recipe(s)
	}
	return dialled(s.URL, s.Profile)
}

func dialled(url, judgedBy string) (*port, error) {
	target, err := play.ParseTarget(url, false)
	if err != nil {
		return nil, err
	}
	p := profile.Profile{}
	replay := url
	if judgedBy != "" {
		if p, err = profile.Load(judgedBy); err != nil {
			return nil, err
		}
		replay += " --profile " + judgedBy
	}
	target.Profile = p.Over(target.Profile)
	return &port{target: target, replay: replay, stop: func() {}}, nil
}

// builtIn serves every capability on a free port of the loopback, with a bug if one is named.
func builtIn(s Server) (*port, error) {
	policy := model.DefaultPolicy
	own := &server.Server{Handler: capable.Handler(), Policy: &policy}
	replay := ""
	if s.Fault != "" {
		f, ok := faults.Lookup(s.Fault)
		if !ok {
			return nil, fmt.Errorf("there is no fault %q", s.Fault)
		}
		f.Apply(own)
		replay = "--fault " + s.Fault
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("starting the built-in server: %w", err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := own.Serve(listener); err != nil && !errors.Is(err, http.ErrServerClosed) {
			listener.Close() // the campaign sees that it is gone
		}
	}()
	target, err := play.ParseTarget("http://"+listener.Addr().String(), false)
	if err != nil {
		return nil, errors.Join(err, own.Close())
	}
	target.Profile = profile.Full()
	return &port{target: target, replay: replay, stop: func() {
		_ = own.Close() // whoever still talks to it is done
		<-ended
	}}, nil
}

// recipe prepares a server that a file of targets tells how to start.
func (r *run) recipe(s Server) (*port, error) {
	file, err := recipe.Load(s.Recipes)
	if err != nil {
		return nil, err
	}
	found, err := file.Select([]string{s.Recipe})
	if err != nil {
		return nil, err
	}
	t := found[0]
	if missing := t.Missing(); len(missing) > 0 {
		return nil, fmt.Errorf("not installed: %s", strings.Join(missing, ", "))
	}
	if len(t.Start) == 0 {
		return dialled(t.URL, cmp.Or(s.Profile, t.Profile))
	}
	place, err := r.berth(file, s, t)
	if err != nil {
		return nil, err
	}
	t = t.At(place)
	p, err := dialled(t.URL, cmp.Or(s.Profile, t.Profile))
	if err != nil {
		return nil, err
	}
	program := recipe.Program(t.Start[0])
	if program == "" {
		return nil, fmt.Errorf("there is no program %s: install it", t.Start[0])
	}
	args := []string{"/bin/sh", "-c", `cd "$0" && exec env "$@"`, file.Folder, "PATH=" + recipe.SearchPath()}
	for name, value := range t.Env {
		args = append(args, name+"="+value)
	}
	args = append(append(args, program), t.Start[1:]...)
	started := campaign.NewCommand(p.target, filepath.Join(r.temp, s.Name+".log"), args...)
	p.server, p.stop = started, started.Stop
	p.replay += fmt.Sprintf("   # hangup matrix %s --only %s --start", s.Recipes, s.Recipe)
	return p, nil
}

// berth makes the folders of a server and finds its port.
func (r *run) berth(file *recipe.File, s Server, t recipe.Target) (recipe.Place, error) {
	place := recipe.Place{Port: t.Port, Dir: r.room("dir-" + s.Name), Site: r.room("site-" + s.Name)}
	if err := os.MkdirAll(place.Dir, 0o755); err != nil {
		return place, fmt.Errorf("making the folder of %s: %w", s.Name, err)
	}
	if err := file.MakeSite(place.Site, nil); err != nil {
		return place, err
	}
	if place.Port == 0 {
		free, err := process.FreePort()
		if err != nil {
			return place, fmt.Errorf("finding a free port: %w", err)
		}
		place.Port = free
	}
	return place, nil
}
