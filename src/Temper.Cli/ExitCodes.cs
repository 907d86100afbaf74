namespace Temper.Cli;

/// <summary>What the process returns; printed by --help.</summary>
internal static class ExitCodes
{
    public const int Done = 0;
    public const int RunFailed = 1;
    public const int Usage = 2;
    public const int BadDataOrConfiguration = 3;
    public const int BadStore = 4;
    public const int InputOutput = 5;
    public const int DeviceFailed = 6;
    public const int Interrupted = 130;
    public const int Terminated = 143;

    public const string Help = """
        Exit codes:
          0    done
          1    a run failed (diverged)
          2    wrong usage
          3    bad data or configuration
          4    bad store (missing, damaged, of another program or a newer version)
          5    input or output failed (disk full, read-only folder)
          6    the device failed (out of memory, lost); what was finished is kept
          130  interrupted (Ctrl-C); a single training saves its checkpoint first
          143  terminated (SIGTERM); a single training saves its checkpoint first
        """;
}
