using Temper.Layers;
using Xunit;

namespace Temper.Tests.Gpu;

/// <summary>Whole nets on a GPU, where operations share kernels, against the reference: layers in every order that matters.</summary>
public sealed class NetworkTests
{
    private const int Rows = 6;
    private const int Features = 5;

    private static readonly Dictionary<string, LayerSpec[]> Nets = new()
    {
        ["M5"] = [new Linear(7), new ReLU(), new Dropout(0.3), new BatchNorm1d(), new ReLU(), new Dropout(0.3), new Linear(3)],
        ["Linear BatchNorm ReLU Dropout"] = [new Linear(7), new BatchNorm1d(), new ReLU(), new Dropout(0.3), new Linear(3)],
        ["Dropout first"] = [new Dropout(0.3), new Linear(3)],
        ["BatchNorm first"] = [new BatchNorm1d(), new Linear(4), new BatchNorm1d(Momentum: null, Affine: false), new Linear(3)],
        ["ReLU before BatchNorm"] = [new Linear(4), new ReLU(), new BatchNorm1d(), new Linear(3)],
        ["Linears without bias"] = [new Linear(4, Bias: false), new Linear(6, Bias: false), new Linear(3, Bias: false)],
        ["Dropouts in a row"] = [new Linear(4), new Dropout(0.3), new Dropout(0.5), new ReLU(), new Dropout(0.2), new Dropout(0.1), new Linear(3)],
        ["BatchNorms in a row"] = [new Linear(4), new BatchNorm1d(), new BatchNorm1d(), new Linear(3)],
        ["Dropout last"] = [new Linear(4), new ReLU(), new Linear(3), new Dropout(0.3)],
        ["BatchNorm last"] = [new Linear(3), new BatchNorm1d()],
    };

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var gpu in GpuUnderTest.All)
            {
                // How layers share kernels does not depend on the tiles: one GPU runs all, the others the net with everything in it.
                foreach (var net in Nets.Keys.Where(net => net == "M5" || GpuUnderTest.One.Any(row => row.Data == gpu)))
                {
                    cases.Add(gpu, net);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_nets_logits_gradients_and_statistics_are_the_references(string gpu, string net)
    {
        using var pool = GpuUnderTest.Open(gpu);
        using var device = pool.Open(1)[0];
        using var expected = new NetRun(new Temper.Devices.ReferenceDevice(), Nets[net], Features, Rows);
        using var actual = new NetRun(device, Nets[net], Features, Rows);
        expected.Network.Initialize(3);
        actual.Network.LoadState(expected.Network.State());
        var input = Tests.Nets.Signed(1, 0, 0, Rows * Features);
        var labels = Tests.Nets.Labels(1, 1, 0, Rows, 3);

        Do(run => run.Train(input, labels, seed: (1UL << 33) + 1, step: 4));

        Close.Absolute("training logits", expected.Logits, actual.Logits, 2e-5);
        Close.Number("loss", expected.Loss, actual.Loss, 1e-5);
        Close.Absolute("gradients", expected.Network.ParameterGradients.ToDoubles(), actual.Network.ParameterGradients.ToDoubles(), 2e-5);
        if (expected.Network.HasBatchNorm)
        {
            Close.Absolute("statistics", expected.Network.StatisticValues.ToDoubles(), actual.Network.StatisticValues.ToDoubles(), 2e-6);
        }

        Do(run => run.Evaluate(input, labels));

        Close.Absolute("logits", expected.Logits, actual.Logits, 2e-5);

        void Do(Action<NetRun> what)
        {
            what(expected);
            what(actual);
        }
    }
}
