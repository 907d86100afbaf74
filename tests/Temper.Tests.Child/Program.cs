using Temper.Devices.Cpu;
using Temper.Tests.Child;

// Two lines: the instruction set in use, and the hash of what it trained.
using var device = new CpuDevice();
Console.WriteLine(device.InstructionSet);
Console.WriteLine(FixedTraining.Small(device));
