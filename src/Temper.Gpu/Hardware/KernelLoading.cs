using System.Diagnostics;
using System.Text;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using Temper.Devices;

namespace Temper.Gpu.Hardware;

/// <summary>Compiles and loads kernels. Where the driver refuses one, its log says why, which ILGPU only traces.</summary>
internal static class KernelLoading
{
    /// <summary>Loads a kernel.</summary>
    /// <param name="gpu">The GPU's name.</param>
    /// <param name="load">Compiles and loads it.</param>
    /// <param name="folder">Where the log goes if the driver refuses it; default the folder for temporary files.</param>
    /// <exception cref="DeviceException">
    /// The driver refuses the kernel; the message has the first error of its log and says where the rest is.
    /// </exception>
    public static TKernel Load<TKernel>(string gpu, Func<TKernel> load, string? folder = null)
    {
        using var log = new Log();
        try
        {
            return load();
        }
        catch (CudaException error) when (error.Error != nameof(CudaError.CUDA_ERROR_OUT_OF_MEMORY) && !log.IsEmpty)
        {
            var text = log.ToString();
            throw new DeviceException(
                $"The driver of {gpu} refused a kernel: {FirstError(text)}. "
                + $"Update the driver or compute on the CPU{Kept(text, folder ?? Path.GetTempPath())}.",
                error);
        }
    }

    /// <summary>What ptxas calls an error, or else what it begins with.</summary>
    private static string FirstError(string log)
    {
        // The first two are ILGPU's own words.
        var lines = log.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(line => line is not ("Kernel loading failed:" or ">> No error information available")).ToList();
        var first = lines.FirstOrDefault(line => line.Contains("error", StringComparison.OrdinalIgnoreCase))
            ?? lines.FirstOrDefault(line => line.Contains("fatal", StringComparison.OrdinalIgnoreCase))
            ?? lines.FirstOrDefault()
            ?? "it does not say why";
        return first.TrimEnd('.');
    }

    private static string Kept(string log, string folder)
    {
        var file = Path.Combine(folder, FormattableString.Invariant($"temper-kernel-{Environment.ProcessId}.log"));
        try
        {
            File.WriteAllText(file, log);
            return $"; the driver's whole log is in {file}";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>What this thread traces until it is disposed.</summary>
    private sealed class Log : TraceListener
    {
        private readonly StringBuilder text = new();
        private readonly int thread = Environment.CurrentManagedThreadId;

        public Log() => Trace.Listeners.Add(this);

        public bool IsEmpty => text.Length == 0;

        public override void Write(string? message)
        {
            if (Environment.CurrentManagedThreadId == thread)
            {
                text.Append(message);
            }
        }

        public override void WriteLine(string? message) => Write(message + "\n");

        public override string ToString() => text.ToString();

        protected override void Dispose(bool disposing)
        {
            Trace.Listeners.Remove(this);
            base.Dispose(disposing);
        }
    }
}
