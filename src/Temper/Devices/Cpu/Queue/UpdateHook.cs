namespace Temper.Devices.Cpu.Queue;

/// <summary>
/// An optimizer update that rides on the operation which computes its gradients: each stretch of parameters is updated
/// while its gradients are still in the cache, and the step needs one barrier less.
/// </summary>
internal unsafe struct UpdateHook
{
    /// <summary>(arguments, from, to, the gradients of [from, to) or null for where they belong).</summary>
    public delegate*<void*, int, int, float*, void> Run;
    public void* Arguments;

    /// <summary>Nobody reads the gradients afterwards: they need not be written to memory.</summary>
    public bool SpendsGradients;

    /// <summary>Updates the parameters [from, to), counted from the first gradient of the operation.</summary>
    public readonly void Update(int from, int to, float* gradients = null)
    {
        if (Run is not null)
        {
            Run(Arguments, from, to, gradients);
        }
    }
}
