namespace Temper.Devices;

/// <summary>
/// Plain loops in double: the executable specification of every operation. It is read, and compared with, never
/// optimized.
/// </summary>
/// <param name="memory">The memory that its buffers are taken from; null for this process's.</param>
public sealed class ReferenceDevice(HostMemory? memory = null) : Device
{
    /// <inheritdoc/>
    public override HostMemory? Memory { get; } = memory ?? HostMemory.OfProcess;

    /// <inheritdoc/>
    public override int NumberBytes => sizeof(double);

    /// <inheritdoc/>
    public override string Name => "reference";

    /// <inheritdoc/>
    public override string Description => "plain loops, 64-bit, one thread";

    /// <inheritdoc/>
    public override DeviceBuffer Allocate(int length) => new ReferenceBuffer(length);

    /// <inheritdoc/>
    public override IndexBuffer AllocateIndices(int length) => new HostIndices(length);

    /// <inheritdoc/>
    public override ByteBuffer Upload(byte[] bytes) => new HostBytes(bytes);

    /// <inheritdoc/>
    public override void Gather(ByteBuffer pixels, Batch batch, View table, int features, View output)
    {
        var source = HostBytes.Of(pixels).Bytes;
        var rows = HostIndices.Of(batch);
        var scaled = ReferenceBuffer.Of(table);
        var y = ReferenceBuffer.Of(output);
        for (var r = 0; r < rows.Length; r++)
        {
            for (var f = 0; f < features; f++)
            {
                y[(r * features) + f] = scaled[source[(rows[r] * features) + f]];
            }
        }
    }

    /// <inheritdoc/>
    public override void LinearForward(View input, View weight, View bias, View output, LinearShape shape)
    {
        var x = ReferenceBuffer.Of(input);
        var w = ReferenceBuffer.Of(weight);
        var y = ReferenceBuffer.Of(output);
        for (var r = 0; r < shape.Rows; r++)
        {
            for (var o = 0; o < shape.Out; o++)
            {
                var sum = 0.0;
                for (var i = 0; i < shape.In; i++)
                {
                    sum += x[(r * shape.In) + i] * w[(i * shape.Out) + o];
                }

                y[(r * shape.Out) + o] = bias.IsEmpty ? sum : sum + ReferenceBuffer.Of(bias)[o];
            }
        }
    }

    /// <inheritdoc/>
    public override void LinearBackwardInput(View outputGradient, View weight, View inputGradient, LinearShape shape)
    {
        var w = ReferenceBuffer.Of(weight);
        var dy = ReferenceBuffer.Of(outputGradient);
        var dx = ReferenceBuffer.Of(inputGradient);
        for (var r = 0; r < shape.Rows; r++)
        {
            for (var i = 0; i < shape.In; i++)
            {
                var sum = 0.0;
                for (var o = 0; o < shape.Out; o++)
                {
                    sum += dy[(r * shape.Out) + o] * w[(i * shape.Out) + o];
                }

                dx[(r * shape.In) + i] = sum;
            }
        }
    }

    /// <inheritdoc/>
    public override void LinearBackwardParameters(
        View input, View outputGradient, View weightGradient, View biasGradient, LinearShape shape)
    {
        var x = ReferenceBuffer.Of(input);
        var dy = ReferenceBuffer.Of(outputGradient);
        var dw = ReferenceBuffer.Of(weightGradient);
        for (var i = 0; i < shape.In; i++)
        {
            for (var o = 0; o < shape.Out; o++)
            {
                var sum = 0.0;
                for (var r = 0; r < shape.Rows; r++)
                {
                    sum += x[(r * shape.In) + i] * dy[(r * shape.Out) + o];
                }

                dw[(i * shape.Out) + o] = sum;
            }
        }

        for (var o = 0; o < shape.Out && !biasGradient.IsEmpty; o++)
        {
            var sum = 0.0;
            for (var r = 0; r < shape.Rows; r++)
            {
                sum += dy[(r * shape.Out) + o];
            }

            ReferenceBuffer.Of(biasGradient)[o] = sum;
        }
    }

    /// <inheritdoc/>
    public override void ReluForward(View values, int rows)
    {
        foreach (ref var value in ReferenceBuffer.Of(values))
        {
            value = value <= 0 ? 0 : value;
        }
    }

    /// <inheritdoc/>
    public override void ReluBackward(View output, View gradient, double scale, int rows)
    {
        var y = ReferenceBuffer.Of(output);
        var d = ReferenceBuffer.Of(gradient);
        for (var i = 0; i < d.Length; i++)
        {
            d[i] = y[i] > 0 ? scale * d[i] : 0;
        }
    }

    /// <inheritdoc/>
    public override void Dropout(View values, DropoutMask mask, int rows)
    {
        var v = ReferenceBuffer.Of(values);
        for (var i = 0; i < v.Length; i++)
        {
            v[i] = mask.Keeps(i) ? v[i] * mask.Scale : 0;
        }
    }

    /// <inheritdoc/>
    public override void BatchNormTrain(View input, View output, in BatchNormViews views, int rows, double eps, double momentum)
    {
        var x = ReferenceBuffer.Of(input);
        var features = x.Length / rows;
        for (var f = 0; f < features; f++)
        {
            var mean = 0.0;
            for (var r = 0; r < rows; r++)
            {
                mean += x[(r * features) + f] / rows;
            }

            var variance = 0.0;
            for (var r = 0; r < rows; r++)
            {
                var centred = x[(r * features) + f] - mean;
                variance += centred * centred / rows;
            }

            ReferenceBuffer.Of(views.BatchMean)[f] = mean;
            ReferenceBuffer.Of(views.BatchInverseDeviation)[f] = 1 / Math.Sqrt(variance + eps);
            ref var runningMean = ref ReferenceBuffer.Of(views.RunningMean)[f];
            ref var runningVariance = ref ReferenceBuffer.Of(views.RunningVariance)[f];
            runningMean += momentum * (mean - runningMean);
            runningVariance += momentum * ((variance * rows / (rows - 1)) - runningVariance);
        }

        Normalize(input, output, views.BatchMean, views.BatchInverseDeviation, views, rows);
    }

    /// <inheritdoc/>
    public override void BatchNormEvaluate(View input, View output, in BatchNormViews views, int rows, double eps)
    {
        var inverse = new ReferenceBuffer(views.RunningVariance.Length);
        for (var f = 0; f < inverse.Length; f++)
        {
            inverse.Values[f] = 1 / Math.Sqrt(ReferenceBuffer.Of(views.RunningVariance)[f] + eps);
        }

        Normalize(input, output, views.RunningMean, inverse.All, views, rows);
    }

    /// <inheritdoc/>
    public override void BatchNormBackward(View input, View gradient, in BatchNormViews views, int rows)
    {
        var x = ReferenceBuffer.Of(input);
        var d = ReferenceBuffer.Of(gradient);
        var mean = ReferenceBuffer.Of(views.BatchMean);
        var inverse = ReferenceBuffer.Of(views.BatchInverseDeviation);
        var features = x.Length / rows;
        for (var f = 0; f < features; f++)
        {
            double sum = 0, dot = 0;
            for (var r = 0; r < rows; r++)
            {
                var dy = d[(r * features) + f];
                sum += dy;
                dot += dy * (x[(r * features) + f] - mean[f]) * inverse[f];
            }

            var scale = inverse[f];
            if (!views.Weight.IsEmpty)
            {
                scale *= ReferenceBuffer.Of(views.Weight)[f];
                ReferenceBuffer.Of(views.WeightGradient)[f] = dot;
                ReferenceBuffer.Of(views.BiasGradient)[f] = sum;
            }

            for (var r = 0; r < rows; r++)
            {
                var normalized = (x[(r * features) + f] - mean[f]) * inverse[f];
                ref var dx = ref d[(r * features) + f];
                dx = scale * (dx - (sum / rows) - (normalized * dot / rows));
            }
        }
    }

    /// <inheritdoc/>
    public override void CrossEntropy(
        View logits, ByteBuffer labels, Batch batch, int classes, double labelSmoothing, View logitsGradient, View result)
    {
        var rows = HostIndices.Of(batch);
        var total = 0.0;
        var correct = 0;
        for (var r = 0; r < rows.Length; r++)
        {
            var z = ReferenceBuffer.Of(logits).Slice(r * classes, classes);
            int label = HostBytes.Of(labels).Bytes[rows[r]];
            var best = 0;
            for (var c = 1; c < classes; c++)
            {
                best = z[c] > z[best] ? c : best;
            }

            correct += best == label ? 1 : 0;
            var sum = 0.0;
            foreach (var logit in z)
            {
                sum += Math.Exp(logit - z[best]);
            }

            // From the largest logit, not from 0: a logarithm added to a huge logit would vanish.
            var logSum = Math.Log(sum);
            for (var c = 0; c < classes; c++)
            {
                var target = (c == label ? 1 - labelSmoothing : 0) + (labelSmoothing / classes);
                total += target > 0 ? target * (logSum - (z[c] - z[best])) : 0;
                if (!logitsGradient.IsEmpty)
                {
                    ReferenceBuffer.Of(logitsGradient)[(r * classes) + c] = ((Math.Exp(z[c] - z[best]) / sum) - target) / rows.Length;
                }
            }
        }

        ReferenceBuffer.Of(result)[0] = total / rows.Length;
        ReferenceBuffer.Of(result)[1] = correct;
    }

    /// <inheritdoc/>
    public override double SumOfSquares(View values)
    {
        var sum = 0.0;
        foreach (var value in ReferenceBuffer.Of(values))
        {
            sum += value * value;
        }

        return sum;
    }

    /// <inheritdoc/>
    public override void Scale(View values, double factor)
    {
        foreach (ref var value in ReferenceBuffer.Of(values))
        {
            value *= factor;
        }
    }

    /// <inheritdoc/>
    public override void Copy(View source, View target) => ReferenceBuffer.Of(source).CopyTo(ReferenceBuffer.Of(target));

    /// <inheritdoc/>
    protected override Updater<TRule> CreateUpdater<TRule>() => new ReferenceUpdater<TRule>();

    private static void Normalize(View input, View output, View mean, View inverse, in BatchNormViews views, int rows)
    {
        var x = ReferenceBuffer.Of(input);
        var y = ReferenceBuffer.Of(output);
        var features = x.Length / rows;
        for (var i = 0; i < x.Length; i++)
        {
            var f = i % features;
            var normalized = (x[i] - ReferenceBuffer.Of(mean)[f]) * ReferenceBuffer.Of(inverse)[f];
            y[i] = views.Weight.IsEmpty
                ? normalized
                : (normalized * ReferenceBuffer.Of(views.Weight)[f]) + ReferenceBuffer.Of(views.Bias)[f];
        }
    }
}
