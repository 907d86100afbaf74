using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Temper.Tests.Child;
using Temper.Training;

namespace Temper.Tests.Gpu;

/// <summary>A process of its own that trains on a simulated GPU with narrow tiles; started when it is first needed. For one test at a time.</summary>
public sealed class SimulatedGpuProcess : IDisposable
{
    private Process? process;
    private Task<string>? errors;

    /// <summary>The losses of all steps on <see cref="SimulatedGpu.Data"/>.</summary>
    public double[] Losses(TrainSpec spec)
    {
        if (process is null)
        {
            var start = DotnetProgram.CallChild("gpu");
            start.RedirectStandardInput = true;
            start.Environment["DOTNET_PROCESSOR_COUNT"] = "1";
            process = Process.Start(start)!;
            errors = process.StandardError.ReadToEndAsync();
        }

        process.StandardInput.WriteLine(JsonSerializer.Serialize(spec, SpecJson.Compact.TrainSpec));
        if (process.StandardOutput.ReadLine() is not { } line)
        {
            throw new InvalidOperationException(errors!.GetAwaiter().GetResult());
        }

        return [.. line.Split(' ').Select(loss => double.Parse(loss, CultureInfo.InvariantCulture))];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (process is not null)
        {
            process.StandardInput.Close();
            process.WaitForExit();
            process.Dispose();
        }
    }
}
