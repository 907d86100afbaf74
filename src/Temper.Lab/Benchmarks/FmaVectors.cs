using System.Runtime.Intrinsics;

namespace Temper.Lab.Benchmarks;

/// <summary>A vector register of floats, as <see cref="FmaLoop{T}"/> sees it.</summary>
internal interface IFmaVector<T>
    where T : struct, IFmaVector<T>
{
    /// <summary>Floats of a register.</summary>
    static abstract int Count { get; }

    /// <summary>A register with the same float in every lane.</summary>
    static abstract T Of(float value);

    /// <summary>a * b + c, rounded once.</summary>
    static abstract T MultiplyAdd(T a, T b, T c);

    /// <summary>The first lane, so that a result is used.</summary>
    float First { get; }
}

/// <summary>16 floats.</summary>
internal readonly struct Fma512(Vector512<float> value) : IFmaVector<Fma512>
{
    private readonly Vector512<float> value = value;

    public static int Count => Vector512<float>.Count;

    public float First => value.ToScalar();

    public static Fma512 Of(float value) => new(Vector512.Create(value));

    public static Fma512 MultiplyAdd(Fma512 a, Fma512 b, Fma512 c) => new(Vector512.FusedMultiplyAdd(a.value, b.value, c.value));
}

/// <summary>8 floats.</summary>
internal readonly struct Fma256(Vector256<float> value) : IFmaVector<Fma256>
{
    private readonly Vector256<float> value = value;

    public static int Count => Vector256<float>.Count;

    public float First => value.ToScalar();

    public static Fma256 Of(float value) => new(Vector256.Create(value));

    public static Fma256 MultiplyAdd(Fma256 a, Fma256 b, Fma256 c) => new(Vector256.FusedMultiplyAdd(a.value, b.value, c.value));
}

/// <summary>4 floats.</summary>
internal readonly struct Fma128(Vector128<float> value) : IFmaVector<Fma128>
{
    private readonly Vector128<float> value = value;

    public static int Count => Vector128<float>.Count;

    public float First => value.ToScalar();

    public static Fma128 Of(float value) => new(Vector128.Create(value));

    public static Fma128 MultiplyAdd(Fma128 a, Fma128 b, Fma128 c) => new(Vector128.FusedMultiplyAdd(a.value, b.value, c.value));
}

/// <summary>One float.</summary>
internal readonly struct FmaSingle(float value) : IFmaVector<FmaSingle>
{
    private readonly float value = value;

    public static int Count => 1;

    public float First => value;

    public static FmaSingle Of(float value) => new(value);

    public static FmaSingle MultiplyAdd(FmaSingle a, FmaSingle b, FmaSingle c) => new(MathF.FusedMultiplyAdd(a.value, b.value, c.value));
}
