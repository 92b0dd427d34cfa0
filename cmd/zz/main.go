package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/fuzz/play"
	"github.com/hangup-http/hangup/internal/profile"
	"github.com/hangup-http/hangup/internal/report"
	"github.com/hangup-http/hangup/model"
)

func main() {
	t, err := play.ParseTarget(os.Args[1], false)
	if err != nil {
		panic(err)
	}
	if len(os.Args) > 2 && os.Args[2] != "-" {
		if os.Args[2] == "full" {
			t.Profile = profile.Full()
		} else if t.Profile, err = profile.Load(os.Args[2]); err != nil {
			panic(err)
		}
	}
	cases, err := corpus.Embedded()
	if err != nil {
		fmt.Println(err)
		os.Exit(2)
	}
	if len(os.Args) > 3 {
		var some []corpus.Case
		for _, c := range cases {
			if corpus.Match(c, os.Args[3]) {
				some = append(some, c)
			}
		}
		cases = some
	}
	r := play.Runner{Player: play.NewPlayer(t), Connections: 32, Confirm: 1}
	run, err := r.Run(context.Background(), cases)
	if err != nil {
		fmt.Println(err)
	}
	count := map[model.Verdict]int{}
	for _, r := range run.Results {
		count[r.Verdict]++
	}
	if os.Getenv("V") != "" {
		_ = report.JSON(os.Stdout, run)
	} else {
		for _, r := range run.Results {
			if r.Verdict == model.Conforms || r.Verdict == model.Skipped {
				continue
			}
			fmt.Println(r.Verdict, r.Case, r.Reason)
			for _, f := range r.Findings {
				if f.Verdict > model.Note {
					fmt.Printf("   %s %s: %s [%s]\n", f.Verdict, f.Requirement.Address, f.Message, strings.TrimSpace(f.Observed))
				}
			}
		}
	}
	fmt.Println(count, run.Duration.Round(time.Millisecond))
}
