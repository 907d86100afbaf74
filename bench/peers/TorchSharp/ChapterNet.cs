using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Peers;

/// <summary>
/// The chapter's net. With regularization: BatchNorm after the first two hidden layers' ReLU, another ReLU behind it,
/// and dropout after each of the five ReLUs.
/// </summary>
internal sealed class ChapterNet : nn.Module<Tensor, Tensor>
{
    private const int Hidden = 200;
    private const double Keep = 0.9;

    private readonly Linear input = nn.Linear(784, Hidden);
    private readonly BatchNorm1d? bn1;
    private readonly Linear hd1 = nn.Linear(Hidden, Hidden);
    private readonly BatchNorm1d? bn2;
    private readonly Linear hd2 = nn.Linear(Hidden, Hidden);
    private readonly Linear hd3 = nn.Linear(Hidden, 10);
    private readonly bool regularized;
    private readonly bool plain;

    /// <param name="regularized">With BatchNorm and dropout.</param>
    /// <param name="plain">Dropout by its function.</param>
    public ChapterNet(bool regularized, bool plain)
        : base("chapter")
    {
        this.regularized = regularized;
        this.plain = plain;
        if (regularized)
        {
            bn1 = nn.BatchNorm1d(Hidden);
            bn2 = nn.BatchNorm1d(Hidden);
        }

        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        x = Activate(input.call(x));
        x = bn1 is null ? x : Activate(bn1.call(x));
        x = Activate(hd1.call(x));
        x = bn2 is null ? x : Activate(bn2.call(x));
        x = Activate(hd2.call(x));
        return hd3.call(x);
    }

    /// <summary>ReLU in place (neither Linear nor BatchNorm needs its output for the backward pass), then dropout.</summary>
    private Tensor Activate(Tensor x)
    {
        x = x.relu_();
        // Dropout is not in place: ReLU's backward pass needs what it put out.
        return !regularized || !training ? x : plain ? nn.functional.dropout(x, 1 - Keep, training: true) : Drop(x);
    }

    /// <summary>
    /// Dropout by a mask of our own. The function draws its mask with bernoulli_, which is fast only where libtorch lets
    /// MKL do it, on Intel's processors; elsewhere comparing uniform numbers takes a little over half the time.
    /// </summary>
    private static Tensor Drop(Tensor x)
    {
        using var mask = rand(x.shape).lt_(Keep).div_(Keep);
        return x.mul(mask);
    }
}
