namespace Temper.Devices.Cpu;

/// <summary>
/// An optimizer update that rides on the operation which computes its gradients: each stretch of parameters is updated
/// while its gradients are still in the cache, and the step needs one barrier less.
/// </summary>
internal unsafe struct UpdateHook
{
    public delegate*<void*, int, int, void> Run;
    public void* Arguments;

    /// <summary>Updates the parameters [from, to), counted from the first gradient of the operation.</summary>
    public readonly void Update(int from, int to)
    {
        if (Run is not null)
        {
            Run(Arguments, from, to);
        }
    }
}
