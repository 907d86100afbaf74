using System.Reflection;
using Temper.Cli.Output;
using Temper.Devices;
using Temper.Lab.Runs;
using Temper.Lab.Storage;
using Temper.Training;

namespace Temper.Cli;

/// <summary>Whatever a command throws becomes one line and an exit code.</summary>
internal static class Faults
{
    /// <summary>The environment variable that adds the stack trace to the line; any value will do.</summary>
    public const string TraceVariable = "TEMPER_STACK_TRACE";

    /// <summary>Reports an exception in one line.</summary>
    /// <param name="terminal">Where the line goes.</param>
    /// <param name="signals">Which signal came, if one did.</param>
    /// <param name="isCancelled">Whether the command was asked to stop.</param>
    /// <returns>The exit code.</returns>
    public static int Tell(Exception thrown, Terminal terminal, Signals? signals = null, bool isCancelled = false)
    {
        var error = Cause(thrown);
        if (error is OperationCanceledException && isCancelled)
        {
            return signals?.ExitCode ?? ExitCodes.Interrupted;
        }

        if (error is IOException && IsClosedPipe(error))
        {
            // Whoever read has seen enough, as "head -1" does.
            return ExitCodes.Done;
        }

        var exitCode = ExitCode(error);
        var message = error is StoreException { DamagedFile: { } damaged }
            ? $"{Message(error).TrimEnd('.')}: temper runs verify {Shell.Option("--store", damaged)} tells more."
            : error is OutOfMemoryException
            ? "this needs more memory than there is; make the net, the batch or the data set smaller."
            : Message(error);
        Write(terminal, exitCode == ExitCodes.Fault
            ? $"this is a fault in Temper, not in what you typed: {error.GetType().Name}: {message.TrimEnd('.')}. "
                + $"Please report it, with what the same command prints after {TraceVariable}=1."
            : message);
        if (!string.IsNullOrEmpty(terminal.Environment(TraceVariable)))
        {
            WriteLines(terminal, thrown);
        }

        return exitCode;
    }

    private static int ExitCode(Exception error) => error switch
    {
        RunFailedException => ExitCodes.RunFailed,
        UsageException => ExitCodes.Usage,
        StoreException => ExitCodes.BadStore,
        DeviceException => ExitCodes.DeviceFailed,
        TemperException or OutOfMemoryException => ExitCodes.BadDataOrConfiguration,
        IOException or UnauthorizedAccessException => ExitCodes.InputOutput,
        _ => ExitCodes.Fault,
    };

    /// <summary>What threads and reflection put around an exception is taken off; of several, the first that is no cancellation.</summary>
    private static Exception Cause(Exception error) => error switch
    {
        AggregateException { InnerExceptions.Count: > 0 } several =>
            Cause(several.Flatten().InnerExceptions.FirstOrDefault(inner => Cause(inner) is not OperationCanceledException)
                ?? several.Flatten().InnerExceptions[0]),
        TargetInvocationException { InnerException: { } inner } => Cause(inner),
        TypeInitializationException { InnerException: { } inner } => Cause(inner),
        _ => error,
    };

    /// <summary>Windows says so; elsewhere the library ends such writes without a word.</summary>
    private static bool IsClosedPipe(Exception error) => (error.HResult & 0xFFFF) is 109 or 232 && OperatingSystem.IsWindows();

    private static string Message(Exception error)
    {
        try
        {
            return error.Message.Trim() is { Length: > 0 } message ? message : error.GetType().Name;
        }
        catch (Exception)
        {
            // An exception that cannot even say what it is.
            return "no message";
        }
    }

    private static void WriteLines(Terminal terminal, Exception thrown)
    {
        string trace;
        try
        {
            trace = thrown.ToString();
        }
        catch (Exception)
        {
            trace = thrown.StackTrace ?? "no stack trace";
        }

        terminal.Error.WriteLine(trace);
    }

    /// <summary>Writes a line of error; where not even that can be done, the exit code has to do.</summary>
    internal static void Write(Terminal terminal, string message)
    {
        try
        {
            ErrorLine.Write(terminal, message);
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            return;
        }
    }
}
