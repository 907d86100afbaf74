using Temper.Devices;
using Temper.Devices.Cpu;
using Temper.Devices.Operations;
using Temper.Layers;
using Temper.Regularizers;
using Temper.Tests.Training;
using Temper.Training;
using Xunit;

namespace Temper.Tests.Regularizers;

/// <summary>What is drawn at random has the distribution that is promised, from streams of its own.</summary>
public sealed class NoiseTests
{
    private const int Rows = 20_000;

    // Of 9 degrees of freedom, beyond it once in 10,000.
    private const double ChiSquare9 = 33.72;

    [Theory]
    [InlineData(1.0, false)]
    [InlineData(0.3, false)]
    [InlineData(0.3, true)]
    [InlineData(0.01, false)]
    public void Label_noise_replaces_its_share_evenly_over_all_classes(double p, bool isFixed)
    {
        using var device = new CpuDevice();
        using var network = new Network([new Linear(10)], 3, device, 1);
        using var noise = Start(new LabelNoise(p, isFixed), network, classes: 10);
        Assert.True(noise.ChangesLabels);
        var truth = new int[Rows];
        Array.Fill(truth, 4);
        var epochs = Enumerable.Range(0, 3).Select(epoch =>
        {
            var labels = truth.ToArray();
            noise.Labels(labels, epoch);
            return labels;
        }).ToList();

        foreach (var labels in epochs)
        {
            // A replaced label may be the right one: of class 4 are 1 - p + p / 10.
            var counts = labels.CountBy(label => label).ToDictionary();
            var chi = Enumerable.Range(0, 10).Sum(label =>
            {
                var expected = Rows * ((p / 10) + (label == 4 ? 1 - p : 0));
                return (counts.GetValueOrDefault(label) - expected) * (counts.GetValueOrDefault(label) - expected) / expected;
            });
            Assert.InRange(chi, 0, ChiSquare9);
            Assert.All(labels, label => Assert.InRange(label, 0, 9));
        }

        Assert.Equal(isFixed, epochs[0].SequenceEqual(epochs[1]));
        Assert.Equal(isFixed, epochs[1].SequenceEqual(epochs[2]));
    }

    [Fact]
    public void Label_noise_leaves_validation_and_test_alone()
    {
        // With all labels drawn anew there is nothing to learn, but what is measured are the true ones: accuracy stays near that of guessing.
        var spec = RegularizedTrainings.Spec with { Epochs = 1, MeasureTrainAccuracy = true };
        using var device = new CpuDevice();
        using var trainer = new Trainer(spec.With(new LabelNoise(1)), Trainings.Data, device);
        var epoch = trainer.Run(cancellationToken: TestContext.Current.CancellationToken).Epochs[0];
        var images = Trainings.Data.Train;
        foreach (var (rows, measured) in new[] { (trainer.Split.Valid, epoch.ValidScore), (trainer.Split.Train, epoch.TrainScoreInEvaluation) })
        {
            var set = images.Pick(rows);
            Assert.Equal(Evaluator.Evaluate(trainer.Network, set, trainer.Dataset.Task, trainer.Scaler).Score, measured);
        }
    }

    [Fact]
    public void Targets_that_are_values_have_no_label_noise()
    {
        using var device = new CpuDevice();
        using var network = new Network([new Linear(1)], 3, device, 1);
        var error = Assert.Throws<SpecException>(() => Start(new LabelNoise(), network, classes: 0));
        Assert.StartsWith("label-noise ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Gaussian_noise_is_normal_and_anew_in_each_step()
    {
        using var device = new CpuDevice();
        using var network = new Network([new Linear(2)], 100, device, 200);
        using var noise = Start(new GaussianNoise(0.25), network);
        var first = Noise(step: 0);
        Assert.Equal(first, Noise(step: 0));
        var second = Noise(step: 1);
        foreach (var numbers in new[] { first, second })
        {
            IsNormal(numbers, 0.25);
        }

        var correlation = first.Zip(second, (a, b) => a * b).Average() / (0.25 * 0.25);
        Assert.InRange(correlation, -5 / Math.Sqrt(first.Length), 5 / Math.Sqrt(first.Length));

        double[] Noise(long step)
        {
            var inputs = network.Input(200);
            inputs.Write(new double[inputs.Length]);
            noise.Batch(new TrainingBatch(inputs, default, 200, step));
            return inputs.ToDoubles();
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(99)]
    [InlineData(100_000)]
    public void Gradient_noise_has_the_variance_of_its_step(long step)
    {
        var spec = new GradientNoise(0.5, 0.7);
        var std = Math.Sqrt(0.5 / Math.Pow(1 + step, 0.7));
        Close.Number("deviation", std, spec.StdOf(step), 1e-9 * std);
        using var device = new CpuDevice();
        using var network = new Network([new Linear(97), new ReLU(), new Linear(103)], 91, device, 1);
        using var noise = Start(spec, network);
        network.ParameterGradients.Write(new double[network.ParameterGradients.Length]);
        noise.Gradients(step);
        var all = network.ParameterGradients.ToDoubles();
        IsNormal([.. network.Parameters.SelectMany(parameter => all[parameter.Offset..(parameter.Offset + parameter.Length)])], std);

        // What lies between parameters is no gradient, and must not count in a norm.
        Assert.Equal(network.ParameterCount, all.Count(value => value != 0));
        Assert.True(network.ParameterCount < all.Length, "there is padding to look at");
    }

    [Fact]
    public void Gradient_noise_of_any_eta_gamma_and_step_is_a_number()
    {
        foreach (var eta in new[] { double.Epsilon, 1e-300, 1, 1e300, double.MaxValue })
        {
            foreach (var gamma in new[] { 0, 1e-9, 0.55, 30, 1e6, double.MaxValue })
            {
                foreach (var step in new[] { 0, 1, 1_000_000, long.MaxValue })
                {
                    var expected = Math.Sqrt(eta / Math.Pow(1.0 + step, gamma));
                    var std = new GradientNoise(eta, gamma).StdOf(step);
                    Assert.InRange(std, 0, double.MaxValue);
                    Close.Number($"{eta} {gamma} {step}", expected, std, Math.Max(1e-7 * expected, 1e-150));
                }
            }
        }
    }

    /// <summary>Noise comes before clipping, however a spec lists them: what reaches the optimizer is never longer than the limit.</summary>
    [Fact]
    public void Noise_is_added_before_gradients_are_clipped()
    {
        Regularizer[] both = [new GradientClipping(0.125), new GradientNoise(0.5)];
        foreach (var list in new[] { both, [.. both.Reverse()] })
        {
            using var device = new ReferenceDevice();
            using var network = new Network([new Linear(7), new ReLU(), new Linear(3)], 5, device, 1);
            var context = new RegularizerContext(network, 3, 1, 3, _ => { });
            using var active = new ActiveRegularizers((RegularizedTrainings.Spec with { Regularizers = list }).Resolved().Regularizers, context);
            using var noise = Start(new GradientNoise(0.5), network, seed: 3);
            var gradients = Nets.Signed(1, 1, 1, network.ParameterGradients.Length);
            network.ParameterGradients.Write(gradients);
            noise.Gradients(4);
            device.Run(new ClipNorm(network.ParameterGradients, 0.125));
            var expected = network.ParameterGradients.ToDoubles();
            network.ParameterGradients.Write(gradients);
            active.Gradients(4);
            Assert.Equal(expected, network.ParameterGradients.ToDoubles());
            Assert.InRange(Math.Sqrt(expected.Sum(value => value * value)), 0.12, 0.125);
        }
    }

    [Fact]
    public void MixUp_mixes_inputs_and_targets_by_one_share_that_changes_from_step_to_step()
    {
        using var device = new ReferenceDevice();
        using var network = new Network([new Linear(3)], 2, device, 4);
        using var mix = Start(new MixUp(0.7), network, classes: 3);
        using var targets = device.Allocate(12);
        var shares = new HashSet<double>();
        for (var step = 0; step < 50; step++)
        {
            var (x, t) = (Nets.Signed(1, 2, (ulong)step, 8), Nets.Uniforms(1, 3, (ulong)step, 12));
            network.Input(4).Write(x);
            targets.All.Write(t);
            mix.Batch(new TrainingBatch(network.Input(4), targets.All, 4, step));
            var share = BetaDraw.Of(new Philox(9, RandomPurpose.MixUp, step: (ulong)step), 0.7);
            shares.Add(share);
            Close.Absolute("inputs", Mixed(x, 2), network.Input(4).ToDoubles(), 1e-15);
            Close.Absolute("targets", Mixed(t, 3), targets.All.ToDoubles(), 1e-15);

            double[] Mixed(double[] values, int width) =>
                [.. values.Select((value, i) => (share * value) + ((1 - share) * values[(i - width + values.Length) % values.Length]))];
        }

        Assert.Equal(50, shares.Count);
    }

    /// <summary>Each has a stream of its own: no two regularizers draw the same, nor does dropout.</summary>
    [Fact]
    public void Seeds_change_what_is_drawn()
    {
        foreach (var name in new[] { "gaussian-noise", "gradient-noise", "label-noise", "mixup" })
        {
            var spec = RegularizedTrainings.Spec.With(RegularizedTrainings.Strong(name));
            Assert.NotEqual(RegularizedTrainings.Run(spec).Bits, RegularizedTrainings.Run(spec with { Seed = 22 }).Bits);
        }
    }

    private static void IsNormal(double[] numbers, double std)
    {
        var root = Math.Sqrt(numbers.Length);
        Assert.InRange(numbers.Average() / std, -5 / root, 5 / root);
        Assert.InRange(numbers.Average(value => value * value) / (std * std), 1 - (7 / root), 1 + (7 / root));
        Assert.InRange(KolmogorovSmirnov.Distance(numbers, value => 0.5 * Erfc(-value / (std * Math.Sqrt(2)))), 0, 2.2 / root);
    }

    /// <summary>Numerical Recipes' approximation, to 1.2e-7.</summary>
    private static double Erfc(double x)
    {
        var t = 1 / (1 + (0.5 * Math.Abs(x)));
        double[] c = [-1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277];
        var sum = c.Reverse().Aggregate(0.0, (total, coefficient) => (total * t) + coefficient);
        var value = t * Math.Exp((-x * x) + sum);
        return x >= 0 ? value : 2 - value;
    }

    private static ActiveRegularizer Start(Regularizer regularizer, Network network, int classes = 2, ulong seed = 9) =>
        regularizer.Start(new RegularizerContext(network, seed, 1, classes, _ => { }))!;
}
