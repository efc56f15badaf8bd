package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"workshop.example/processes/runner/control"
	"workshop.example/processes/runner/screen/console"
)

type describeOptions struct {
	App     string
	Env     bool
	JSON    bool
	Streams *console.Streams
}

func newDescribeCommand(streams *console.Streams) *cobra.Command {
	opts := &describeOptions{Streams: streams}
	cmd := &cobra.Command{
		Use:     "describe APP",
		Aliases: []string{"desc", "info", "show"},
		Short:   "Show everything about an app: how it ended last, its ports, its environment",
		Long: `Show everything about an app: each instance with its last exit and why it was
started again, the program, ports, log files, and its environment with the
place where each value comes from.

Values whose names look secret (PASSWORD, TOKEN, KEY, …) are masked, and so are
the passwords in URLs.`,
		Example: `  go run ./runner describe hello-world
  go run ./runner describe hello-world --env
  go run ./runner describe hello-world --json`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 || args[0] == "" {
				return usageError{errors.New("describe wants the name of one app")}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.App = args[0]
			return runDescribe(cmd.Context(), opts)
		},
		ValidArgsFunction: completeApps(cobra.ShellCompDirectiveNoFileComp),
	}
	cmd.Flags().BoolVar(&opts.Env, "env", false, "also the variables that come from the surrounding shell")
	cmd.Flags().BoolVar(&opts.JSON, "json", false, "print all of it as JSON")
	return cmd
}

func runDescribe(ctx context.Context, opts *describeOptions) error {
	client, err := reach(ctx, opts.Streams)
	if err != nil {
		return err
	}
	defer client.Close()
	d, err := client.Describe(ctx, opts.App, opts.Env)
	if err != nil {
		return err
	}
	if opts.JSON {
		return printJSON(opts.Streams, d)
	}
	opts.Streams.Printf("%s", describeText(opts.Streams, d, opts.Env))
	return nil
}

// describeText is an app for people, from what one looks for most often to what
// one looks for least.
func describeText(s *console.Streams, d control.Description, all bool) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s  %s, %s mode, namespace %s\n\n", s.Paint(console.Bold, console.Harmless(d.Name)),
		console.Count(len(d.Instances), "instance"), d.Mode, console.Harmless(d.Namespace))
	if d.Failure != "" {
		fmt.Fprintf(&b, "%s\n\n", s.Paint(console.Red, indented(d.Failure)))
	}
	b.WriteString(instanceTable(s, d.Instances))
	b.WriteString("\n")
	for _, fact := range facts(d) {
		for i, value := range fact.values {
			name := fact.name
			if i > 0 {
				name = ""
			}
			fmt.Fprintf(&b, "  %s %s\n", s.Paint(console.Dim, fmt.Sprintf("%-10s", name)), console.Harmless(value))
		}
	}
	b.WriteString("\n" + environmentText(s, d, all))
	return b.String()
}

func instanceTable(s *console.Streams, instances []control.InstanceDescription) string {
	columns := []console.Column{
		{Title: "instance"}, {Title: "id", Drop: 2}, {Title: "status"}, {Title: "pid", Drop: 4}, {Title: "port", Drop: 3},
		{Title: "uptime", Drop: 5}, {Title: "↺", Drop: 1}, {Title: "last exit", Cut: true}, {Title: "started because of", Cut: true},
	}
	var rows [][]console.Cell
	for _, i := range instances {
		uptime := "-"
		if i.Pid != 0 {
			uptime = console.Uptime(time.Duration(i.UptimeMS) * time.Millisecond)
		}
		rows = append(rows, []console.Cell{
			{Text: strconv.Itoa(i.Instance)}, {Text: strconv.Itoa(i.ID)}, {Text: i.Status, Style: statusStyles[i.Status]},
			{Text: dash(i.Pid)}, {Text: dash(i.Port)}, {Text: uptime}, {Text: strconv.Itoa(i.Restarts)},
			{Text: orDash(i.LastExit)}, {Text: orDash(i.Why)},
		})
	}
	return s.Table(columns, rows)
}

// fact is something known, on one line or several.
type fact struct {
	name   string
	values []string
}

// facts are what is known of the app as a whole, without what is not set.
func facts(d control.Description) []fact {
	var all []fact
	add := func(name string, values ...string) {
		if strings.Join(values, "") != "" {
			all = append(all, fact{name, values})
		}
	}
	add("script", d.Script)
	add("args", strings.Join(d.Args, " "))
	add("program", d.Program)
	add("cwd", d.Cwd)
	if d.Port != 0 {
		add("port", portWords(d))
	}
	add("health", d.Health)
	for _, p := range d.Settings {
		add(p.Name, p.Value)
	}
	if d.NextCron != nil {
		add("next cron", d.NextCron.Local().Format("2006-01-02 15:04:05"))
	}
	if d.Watch {
		add("watches", d.WatchPaths...)
	}
	add("log files", d.LogFiles...)
	add("file", d.File)
	return all
}

func portWords(d control.Description) string {
	if d.Shared {
		return fmt.Sprintf("%d, shared out to the instances, each of which has a port of its own", d.Port)
	}
	return strconv.Itoa(d.Port)
}

func environmentText(s *console.Streams, d control.Description, all bool) string {
	var b strings.Builder
	b.WriteString("environment\n")
	names, values := 0, 0
	for _, v := range d.Env {
		names, values = max(names, len([]rune(v.Name))), max(values, min(40, len([]rune(v.Value))))
	}
	for _, v := range d.Env {
		fmt.Fprintf(&b, "  %-*s  %-*s  %s\n", names, console.Harmless(v.Name), values, console.Harmless(v.Value),
			s.Paint(console.Dim, console.Harmless(v.From)))
	}
	if !all && d.Shell > 0 {
		fmt.Fprintf(&b, "  %s\n", s.Paint(console.Dim, fmt.Sprintf("and %s of the surrounding shell: --env shows them", console.Count(d.Shell, "variable"))))
	}
	return b.String()
}

func dash(n int) string {
	if n == 0 {
		return "-"
	}
	return strconv.Itoa(n)
}

func orDash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}
