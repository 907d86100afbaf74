using Temper.Devices.Cpu;
using Temper.Tests.Child;

if (args is ["gpu"])
{
    return SimulatedGpu.Run();
}

if (args is [var work, var path, .. var numbers])
{
    return StoreWork.Run(work, path, [.. numbers.Select(int.Parse)]);
}

// Four lines: the instruction set in use, the hash of what it trained, that of operations no such training asks for, those of trainings with
// regularizers.
using var device = new CpuDevice();
Console.WriteLine(device.InstructionSet);
Console.WriteLine(FixedTraining.Small(device));
Console.WriteLine(FixedTraining.Every(device));
Console.WriteLine(FixedOperations.Run(device));
Console.WriteLine(FixedTraining.Regularized(device));
Console.WriteLine(FixedTraining.Tabular(device));
return 0;
