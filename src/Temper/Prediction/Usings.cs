global using Temper.Devices.Cpu.Prediction;
global using Temper.Devices.Cpu.Products;
global using Temper.Devices.Cpu.Queue;
