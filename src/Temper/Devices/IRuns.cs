namespace Temper.Devices;

/// <summary>A device that carries out an operation. A device has one such interface for each operation that it knows.</summary>
/// <typeparam name="TOperation">The operation.</typeparam>
internal interface IRuns<TOperation>
    where TOperation : struct, IOperation
{
    /// <summary>Carries it out, or notes it down to be carried out before anybody reads what it writes.</summary>
    void Run(in TOperation operation);
}
