package processfile

import "time"

// This file owns the part of the table about an app's life and its logs.

func lifeFields() []Field {
	const duration = `milliseconds, or a text such as "10s"`
	return []Field{
		{Name: "autorestart", Expects: "true or false", Default: "true", Meaning: "whether it is started again when it ends",
			read: flag(func(a *App) *bool { return &a.Autorestart })},
		{Name: "max_restarts", Expects: "a whole number", Default: "16", Meaning: "so many unstable starts in a row and the app is errored",
			read: count(0, 1_000_000, func(a *App) *int { return &a.MaxRestarts })},
		{Name: "min_uptime", Expects: duration, Default: "1000", Meaning: "an end before this counts as unstable",
			read: span(func(a *App) *time.Duration { return &a.MinUptime })},
		{Name: "restart_delay", Expects: duration, Default: "0", Meaning: "the pause before a restart",
			read: span(func(a *App) *time.Duration { return &a.RestartDelay })},
		{Name: "exp_backoff_restart_delay", Expects: duration, Default: "0", Meaning: "the first pause before a restart; it grows by half each time",
			read: span(func(a *App) *time.Duration { return &a.ExpBackoffRestartDelay })},
		{Name: "stop_exit_codes", Expects: "an exit code or a list of them", Meaning: "exit codes after which it is not started again",
			read: readExitCodes},
		{Name: "watch", Expects: "true, false, a path or a list of paths", Default: "false", Meaning: "a change of these files restarts the app",
			read: readWatch},
		{Name: "ignore_watch", Expects: "a path or a list of paths", Meaning: "files whose changes do not count",
			read: texts(func(a *App) *[]string { return &a.IgnoreWatch })},
		{Name: "watch_delay", Expects: duration, Default: "0", Meaning: "the pause between a change and the restart",
			read: span(func(a *App) *time.Duration { return &a.WatchDelay })},
		{Name: "kill_timeout", Expects: duration, Default: "1600", Meaning: "the time from the stop signal to SIGKILL",
			read: span(func(a *App) *time.Duration { return &a.KillTimeout })},
		{Name: "kill_signal", Expects: "the name of a signal", Default: "SIGINT", Meaning: "the signal that asks the app to stop",
			read: readSignal},
		{Name: "treekill", Expects: "true or false", Default: "true", Meaning: "whether the app's own children are ended with it",
			read: flag(func(a *App) *bool { return &a.Treekill })},
		{Name: "wait_ready", Expects: "true or false", Default: "false", Meaning: "whether the app says itself when it is ready",
			read: flag(func(a *App) *bool { return &a.WaitReady })},
		{Name: "listen_timeout", Expects: duration, Default: "3000", Meaning: "how long an instance may take to become ready",
			read: span(func(a *App) *time.Duration { return &a.ListenTimeout })},
		{Name: "health", Expects: "a path such as /healthz", Meaning: "an instance is ready when this path answers 2xx",
			read: readHealth},
		{Name: "max_memory_restart", Expects: `bytes, or a text such as "150M"`, Meaning: "an instance that takes more memory is restarted",
			read: readMemory},
		{Name: "cron_restart", Aliases: []string{"cron"}, Expects: `a cron pattern such as "0 3 * * *"`, Meaning: "the times at which the app is restarted",
			read: readCron},
		{Name: "append_env_to_name", Expects: "true or false", Default: "false", Meaning: "whether --env NAME becomes a part of the app's name",
			read: flag(func(a *App) *bool { return &a.AppendEnvToName })},
		{Name: "autostart", Expects: "true or false", Default: "true", Meaning: "false: the app is known, but not started",
			read: flag(func(a *App) *bool { return &a.Autostart })},
	}
}

func logFields() []Field {
	return []Field{
		{Name: "out_file", Aliases: []string{"out", "output", "out_log"}, Expects: "the path of a file", Meaning: "where standard output goes",
			read: text(func(a *App) *string { return &a.OutFile })},
		{Name: "error_file", Aliases: []string{"error", "err", "err_file", "err_log"}, Expects: "the path of a file", Meaning: "where standard error goes",
			read: text(func(a *App) *string { return &a.ErrorFile })},
		{Name: "log_file", Aliases: []string{"log"}, Expects: "the path of a file, or a boolean", Meaning: "where both go together",
			read: readLogFile},
		{Name: "merge_logs", Aliases: []string{"combine_logs"}, Expects: "true or false", Meaning: "whether all instances write to the same files",
			read: flag(func(a *App) *bool { return &a.MergeLogs })},
		{Name: "time", Expects: "true or false", Meaning: "whether each line begins with the time",
			read: flag(func(a *App) *bool { return &a.Time })},
		{Name: "log_date_format", Expects: `a pattern such as "YYYY-MM-DD HH:mm:ss"`, Meaning: "the form of that time",
			read: text(func(a *App) *string { return &a.LogDateFormat })},
	}
}
