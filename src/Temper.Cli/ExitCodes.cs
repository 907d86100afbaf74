namespace Temper.Cli;

/// <summary>
/// What the process returns; printed by --help. The rule for 2 and 3: what was typed on the command line is wrong in itself (2), or it is sound and
/// what it names (a file, a folder, a data set, a device) is not there, is damaged or does not fit (3).
/// </summary>
internal static class ExitCodes
{
    public const int Done = 0;
    public const int RunFailed = 1;
    public const int Usage = 2;
    public const int BadDataOrConfiguration = 3;
    public const int BadStore = 4;
    public const int InputOutput = 5;
    public const int DeviceFailed = 6;

    /// <summary>As in sysexits.h: an internal software error.</summary>
    public const int Fault = 70;

    public const int Interrupted = 130;
    public const int Terminated = 143;

    public const string Help = $"""
        Exit codes:
          0    done
          1    a run failed (diverged), or a check found a difference
          2    wrong usage: an option, name or value on the command line
          3    what was named is not there, is damaged or does not fit: a file, folder, data set, spec or device
          4    bad store (missing, damaged, of another program or version), or no such run or study in it
          5    input or output failed (disk full, read-only folder, a folder that another temper is writing to)
          6    the device failed (out of memory, lost); what was finished is kept
          70   a fault in Temper itself; {Faults.TraceVariable}=1 adds the stack trace, for a report
          130  interrupted (Ctrl-C); a single training saves its checkpoint first
          143  terminated (SIGTERM); a single training saves its checkpoint first
        """;
}
