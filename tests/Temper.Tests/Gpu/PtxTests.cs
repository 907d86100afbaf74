using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using ILGPU;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using Temper.Devices;
using Temper.Gpu.Hardware;
using Temper.Gpu.Kernels;
using Xunit;

namespace Temper.Tests.Gpu;

/// <summary>Every kernel compiled to NVIDIA's assembly language, which needs no GPU.</summary>
[TakesLong]
public sealed partial class PtxTests
{
    private static readonly Type[] Tiles = [typeof(NarrowTile), typeof(WideTile), typeof(TensorTile)];

    private static readonly Lazy<IReadOnlyList<(string Name, string Text)>> Assemblies = new(Compile);

    private static IEnumerable<Type> Rules =>
        typeof(IUpdateRule).Assembly.GetTypes().Append(typeof(NoRule)).Where(type => type.IsValueType && type.IsAssignableTo(typeof(IUpdateRule)));

    [Fact]
    public void Every_kernel_is_found()
    {
        var names = Assemblies.Value.Select(kernel => kernel.Name).ToList();
        foreach (var tile in Tiles)
        {
            Assert.Contains($"TileKernel.Run {tile.Name}", names);
        }

        // Three tiles and the stretches, for each rule: ten of optimizers, five of regularizers, and none.
        Assert.Equal(16, Rules.Count());
        Assert.Equal(16 * 4, names.Count(name => name.StartsWith("UpdateKernels", StringComparison.Ordinal)));
        Assert.Contains("MemoryKernels.Move", names);
        Assert.Contains("CrossEntropyKernel.Run", names);
    }

    [Fact]
    public void Numbers_of_a_tile_stay_in_registers()
    {
        // The tensor cores' sums leave their own registers by reference, once a tile.
        foreach (var (name, text) in Assemblies.Value.Where(kernel => !kernel.Name.EndsWith(nameof(TensorTile), StringComparison.Ordinal)))
        {
            Assert.False(text.Contains(".local ", StringComparison.Ordinal), $"{name} has local memory");
        }
    }

    [Fact]
    public void Registers_of_the_tensor_cores_are_declared_once_and_before_they_are_named()
    {
        foreach (var (name, text) in Assemblies.Value.Where(kernel => kernel.Name.EndsWith(nameof(TensorTile), StringComparison.Ordinal)))
        {
            var declared = text.IndexOf(".reg .f32 acc<64>;", StringComparison.Ordinal);
            Assert.True(declared > 0 && text.IndexOf(".reg .f32 acc", declared + 1, StringComparison.Ordinal) < 0, $"{name} does not declare its sums once");
            Assert.True(text.IndexOf("mma.sync", StringComparison.Ordinal) > declared, $"{name} names its sums too early");
            Assert.DoesNotMatch(@"\bacc\d+\b", text[..declared]);
        }
    }

    [Theory]
    [InlineData(0x7FFFFFFFu, true)]
    [InlineData(0xFFC00000u, true)]
    [InlineData(0x7F800000u, false)]
    public void Rounding_to_tf32_keeps_NaN_and_infinity(uint bits, bool isNaN)
    {
        var rounded = TensorLayout.Round(BitConverter.UInt32BitsToSingle(bits));
        Assert.Equal(isNaN, float.IsNaN(rounded));
        Assert.Equal(!isNaN, float.IsInfinity(rounded));
    }

    [Fact]
    public void Nothing_is_called_that_is_not_there()
    {
        foreach (var (name, text) in Assemblies.Value)
        {
            Assert.False(text.Contains(".extern .func", StringComparison.Ordinal), $"{name} calls something outside");
        }
    }

    [Fact]
    public void No_operation_is_an_approximation()
    {
        foreach (var (name, text) in Assemblies.Value)
        {
            var approximate = Approximate().Match(text);
            Assert.False(approximate.Success, $"{name}: {approximate.Value}");
        }
    }

    [Fact]
    public void No_number_is_the_bits_of_a_whole_number()
    {
        // What ILGPU makes of (float)(condition ? 1 : 0), where nothing but a GPU shows it. No formula here has so small a number of its own.
        foreach (var (name, text) in Assemblies.Value)
        {
            var wrong = Numbers().Matches(text).Select(match => match.Value).Where(IsSubnormal).Distinct();
            Assert.True(!wrong.Any(), $"{name}: {string.Join(", ", wrong)}");
        }

        Assert.True(IsSubnormal("0f00000001") && IsSubnormal("0d0000000000000001") && !IsSubnormal("0f00000000") && !IsSubnormal("0f3F800000"));
        Assert.Contains(Assemblies.Value, kernel => Numbers().IsMatch(kernel.Text));
    }

    [Fact]
    public void No_loop_that_multiplies_and_adds_numbers_of_shared_memory_divides()
    {
        foreach (var (name, text) in Assemblies.Value)
        {
            foreach (var loop in PtxGraph.Of(text).Loops.Where(loop => loop.IsProduct))
            {
                Assert.True(!loop.Divisions.Any(), $"{name}, the loop at {loop.Header}: {string.Join("; ", loop.Divisions)}");
            }
        }
    }

    [Theory]
    [InlineData(nameof(NarrowTile), 8, 43)]
    [InlineData(nameof(WideTile), 64, 220)]
    [InlineData(nameof(TensorTile), 16, 170)]
    public void A_step_of_a_product_is_its_multiply_adds_and_few_instructions_more(string tile, int multiplyAdds, int most)
    {
        var kernels = Assemblies.Value.Where(kernel => kernel.Name.EndsWith(tile, StringComparison.Ordinal)).ToList();
        Assert.Equal(Rules.Count() + 1, kernels.Count);
        foreach (var (name, text) in kernels)
        {
            var steps = PtxGraph.Of(text).Loops.Where(loop => loop.IsInnermost && loop.IsProduct && loop.MultiplyAdds == multiplyAdds).ToList();
            Assert.NotEmpty(steps);
            Assert.All(steps, step =>
            {
                Assert.Empty(step.Multiplications);
                Assert.True(step.Code.Count <= most, $"{name}, the loop at {step.Header}: {step.Code.Count} instructions instead of {most}");
            });
        }
    }

    [GeneratedRegex(@"^.*\.approx.*$", RegexOptions.Multiline)]
    private static partial Regex Approximate();

    [GeneratedRegex(@"\b0(?:f[0-9A-F]{8}|d[0-9A-F]{16})\b")]
    private static partial Regex Numbers();

    private static bool IsSubnormal(string number)
    {
        var bits = ulong.Parse(number.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return number[1] == 'f' ? float.IsSubnormal(BitConverter.UInt32BitsToSingle((uint)bits)) : double.IsSubnormal(BitConverter.UInt64BitsToDouble(bits));
    }

    private static List<(string Name, string Text)> Compile()
    {
        using var context = GpuHardware.CreateContext(builder => builder.CPU(CPUDeviceKind.Nvidia));
        using var backend = new PTXBackend(context, new CudaArchitecture(8, 0), new CudaInstructionSet(7, 0), null!);
        var assemblies = new List<(string Name, string Text)>();
        foreach (var method in Kernels())
        {
            var entry = EntryPointDescription.FromExplicitlyGroupedKernel(method);
            var kernel = (PTXCompiledKernel)backend.Compile(entry, default(KernelSpecialization));
            var types = method.DeclaringType!.GetGenericArguments().Concat(method.GetGenericArguments()).Select(type => type.Name);
            assemblies.Add(($"{method.DeclaringType.Name.Split('`')[0]}.{method.Name} {string.Join(' ', types)}".TrimEnd(), kernel.PTXAssembly));
        }

        return assemblies;
    }

    /// <summary>Whatever takes a batch of nets, and what moves nets to a larger one.</summary>
    private static IEnumerable<MethodInfo> Kernels() =>
        from type in typeof(TileKernel).Assembly.GetTypes()
        where type.Namespace == typeof(TileKernel).Namespace && type.IsAbstract && type.IsSealed
        from closed in type.IsGenericTypeDefinition ? Rules.Select(rule => type.MakeGenericType(rule)) : [type]
        from method in closed.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
        where method.ReturnType == typeof(void) && IsKernel(method)
        from kernel in method.IsGenericMethodDefinition ? Tiles.Select(tile => method.MakeGenericMethod(tile)) : [method]
        select kernel;

    private static bool IsKernel(MethodInfo method)
    {
        var parameters = method.GetParameters();
        return (parameters is [{ ParameterType: var first }, ..] && first == typeof(KernelContext) && !parameters.Any(parameter => parameter.Name is "net" or "shared"))
            || method.Name == nameof(MemoryKernels.Move);
    }
}
