namespace Temper.Devices;

/// <summary>How a device carries out one kind of operation; made once per device and kind.</summary>
/// <remarks>As <see cref="Updater"/>, it makes of a generic call, which the runtime would look up, an ordinary virtual one.</remarks>
public abstract class OperationRunner
{
    private protected OperationRunner()
    {
    }
}

/// <summary>How a device carries out one kind of operation.</summary>
/// <typeparam name="TOperation">The operation.</typeparam>
public abstract class OperationRunner<TOperation> : OperationRunner
    where TOperation : struct, IOperation
{
    /// <summary>Carries it out.</summary>
    /// <param name="operation">The operation with its views.</param>
    public abstract void Run(in TOperation operation);
}

/// <summary>A device's own way.</summary>
internal sealed class OwnRunner<TOperation>(IRuns<TOperation> device) : OperationRunner<TOperation>
    where TOperation : struct, IOperation
{
    public override void Run(in TOperation operation) => device.Run(operation);
}
