using Temper.Data;
using Temper.Devices.Cpu;
using Temper.Export;
using Temper.Layers;
using Temper.Optimizers;
using Temper.Prediction;
using Temper.Tasks;
using Temper.Tests.Data;
using Temper.Tests.Export;
using Temper.Training;
using Xunit;

namespace Temper.Tests.Samples;

/// <summary>
/// What the tests of samples/WebApi share: a net trained for one epoch on Fashion-MNIST, or on garments where that is not, and a
/// server for each of its files. That of ONNX Runtime is as it comes; the other accepts less and is for developers, who see errors.
/// </summary>
public sealed class WebApiStage : IAsyncLifetime
{
    /// <summary>The tests that share it.</summary>
    internal const string Tests = "samples/WebApi";

    internal const string Onnx = "net.onnx";
    internal const string SafeTensors = "model.safetensors";

    /// <summary>Most bytes that the server of <see cref="SafeTensors"/> accepts.</summary>
    internal const int SmallLimit = 20_000;

    private const int TrainRows = 12_000;

    private readonly SemaphoreSlim gate = new(1);
    private readonly Dictionary<string, WebApiServer> servers = [];

    internal TempFolder Folder { get; } = new();

    internal RowSet Test { get; private set; } = null!;

    internal Model Model { get; private set; } = null!;

    internal Predictor Predictor { get; private set; } = null!;

    public ValueTask InitializeAsync()
    {
        var data = Data();
        var spec = new TrainSpec
        {
            Layers = [new Linear(32), new ReLU(), new Dropout(0.1), new Linear(data.Outputs)],
            Optimizer = new Adam(LearningRate: 0.003),
            Epochs = 1,
            Seed = 1,
        };
        using var device = new CpuDevice();
        using var trainer = new Trainer(spec, data, device);
        trainer.Run(cancellationToken: TestContext.Current.CancellationToken);
        Model = Model.FromTrainer(trainer);
        (Test, Predictor) = (data.Test, new Predictor(Model));
        OnnxFile.Save(Folder.Sub(Onnx), Model, new OnnxOptions { Softmax = true });
        ModelFile.Save(Folder.Sub(SafeTensors), Model);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        foreach (var server in servers.Values)
        {
            server.Dispose();
        }

        Predictor?.Dispose();
        gate.Dispose();
        Folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The server of a file; it is started when a test first asks for it.</summary>
    internal async Task<WebApiServer> ServerAsync(string file)
    {
        if (file == Onnx)
        {
            OnnxRuntimePlatform.SkipUnlessSupported();
        }

        await gate.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (!servers.TryGetValue(file, out var server))
            {
                var model = Folder.Sub(file);
                servers[file] = server = file == Onnx
                    ? await WebApiServer.StartAsync([], "--model", model)
                    : await WebApiServer.StartAsync([("ASPNETCORE_ENVIRONMENT", "Development"), ("Model", model)], "--MaxUploadBytes", $"{SmallLimit}");
            }

            return server;
        }
        finally
        {
            gate.Release();
        }
    }

    private static Dataset Data()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        if (!TestData.HasFashionMnist)
        {
            var drawn = Garments.MakeSet(Garments.DefaultSeed, 0, TrainRows, 0, cancellationToken);
            return new Dataset(
                Garments.Name, drawn, Garments.MakeSet(Garments.DefaultSeed, 1, 100, 0, cancellationToken), new Classification(Garments.ClassNames), "", "built in");
        }

        var real = IdxFolder.Load(TestData.Folder!, cancellationToken);
        var train = real.Train;
        return real with { Train = train.Take(TrainRows) };
    }
}

/// <summary>Ties the tests that share it to the stage.</summary>
[CollectionDefinition(WebApiStage.Tests)]
public sealed class WebApiStageTests : ICollectionFixture<WebApiStage>;
