package peer

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"

	"workshop.example/processes/tools/bench/internal/floor"
)

// Floor is the reference supervisor.
var Floor = Kind{Name: "floor", Runs: true, Open: func(r *Room) Manager { return &floorManager{room: r} }}

type floorManager struct {
	cannot
	room    *Room
	process *Foreground
	orders  *os.File
	answers *bufio.Reader
	answer  *os.File
}

func (f *floorManager) Prepare(context.Context) error {
	if f.process != nil {
		return nil
	}
	in, orders, err := os.Pipe()
	if err != nil {
		return err
	}
	defer in.Close()
	answer, out, err := os.Pipe()
	if err != nil {
		_ = orders.Close()
		return err
	}
	defer out.Close()
	cmd := f.room.Command(f.room.Tools.Floor)
	cmd.Stdin, cmd.Stdout = in, out
	if f.process, err = f.room.Keep(cmd, ""); err != nil {
		return errors.Join(err, orders.Close(), answer.Close())
	}
	f.orders, f.answer, f.answers = orders, answer, bufio.NewReader(answer)
	return nil
}

func (f *floorManager) Start(ctx context.Context, apps []App) error {
	if err := f.Prepare(ctx); err != nil {
		return err
	}
	order := floor.Order{Do: "start"}
	for _, s := range singles(apps) {
		if s.Node || s.Shared || s.Source != "" {
			return ErrCannot
		}
		order.Apps = append(order.Apps, floor.App{Program: s.Program, Env: s.env, Log: s.logIn(f.room), Restart: !s.Once})
	}
	return f.order(order)
}

// logIn is the file for the output of one process.
func (s single) logIn(r *Room) string {
	if s.Log != "" {
		return s.Log
	}
	return r.Path(s.name + ".log")
}

func (f *floorManager) order(o floor.Order) error {
	if err := json.NewEncoder(f.orders).Encode(o); err != nil {
		return err
	}
	answer, err := f.answers.ReadString('\n')
	if err != nil {
		return err
	}
	if answer = strings.TrimSpace(answer); answer != "ok" {
		return fmt.Errorf("floor: %s", answer)
	}
	return nil
}

func (f *floorManager) Stop(context.Context) error { return f.order(floor.Order{Do: "stop"}) }

func (f *floorManager) Pid() int { return f.process.Pid() }

// Close ends its input, upon which it stops everything, and waits for its end.
func (f *floorManager) Close() {
	if f.process == nil {
		return
	}
	_ = f.orders.Close()
	ctx, cancel := context.WithTimeout(context.Background(), closeTime)
	defer cancel()
	select {
	case <-f.process.gone:
	case <-ctx.Done():
	}
	f.process.Close()
	_ = f.answer.Close()
}
