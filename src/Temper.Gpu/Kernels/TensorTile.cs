using ILGPU;
using ILGPU.Runtime.Cuda;

namespace Temper.Gpu.Kernels;

/// <summary>
/// Products on tensor cores: a warp multiplies 16 x 8 by 8 x 8 numbers with one instruction (mma.m16n8k8), factors rounded to tf32, sums in 32
/// bits. Where its elements lie is in <see cref="TensorLayout"/>.
/// </summary>
/// <remarks>
/// The sums live in registers that the inline assembly declares itself, acc0 to acc63: eight for each eight columns, the upper 16 rows first.
/// ILGPU's inline assembly has one result at most, and results by reference would go through slow memory in every step.
/// </remarks>
internal struct TensorTile : ITile<TensorTile>
{
    private const string Mma = "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 ";

    /// <summary>Between the sums after and before: four elements of A, two of B.</summary>
    private const string Operands = ", {%0,%1,%2,%3}, {%4,%5}, ";

    private TensorPlaces places;

    public static int Rows => TensorLayout.Rows;

    public static int Columns => TensorLayout.Columns;

    public static int Depth => TensorLayout.Depth;

    public static int Stride(int lines) => TensorLayout.Stride(lines);

    public static float Round(float value) => TensorLayout.Round(value);

    public static void Declare() => CudaAsm.Emit(".reg .f32 acc<64>;");

    public static TensorTile Begin(SlabPart a, SlabPart b, Geometry geometry)
    {
        CudaAsm.Emit(
            "mov.f32 acc0, 0f00000000; mov.f32 acc1, 0f00000000; mov.f32 acc2, 0f00000000; mov.f32 acc3, 0f00000000; "
            + "mov.f32 acc4, 0f00000000; mov.f32 acc5, 0f00000000; mov.f32 acc6, 0f00000000; mov.f32 acc7, 0f00000000;");
        CudaAsm.Emit(
            "mov.f32 acc8, 0f00000000; mov.f32 acc9, 0f00000000; mov.f32 acc10, 0f00000000; mov.f32 acc11, 0f00000000; "
            + "mov.f32 acc12, 0f00000000; mov.f32 acc13, 0f00000000; mov.f32 acc14, 0f00000000; mov.f32 acc15, 0f00000000;");
        CudaAsm.Emit(
            "mov.f32 acc16, 0f00000000; mov.f32 acc17, 0f00000000; mov.f32 acc18, 0f00000000; mov.f32 acc19, 0f00000000; "
            + "mov.f32 acc20, 0f00000000; mov.f32 acc21, 0f00000000; mov.f32 acc22, 0f00000000; mov.f32 acc23, 0f00000000;");
        CudaAsm.Emit(
            "mov.f32 acc24, 0f00000000; mov.f32 acc25, 0f00000000; mov.f32 acc26, 0f00000000; mov.f32 acc27, 0f00000000; "
            + "mov.f32 acc28, 0f00000000; mov.f32 acc29, 0f00000000; mov.f32 acc30, 0f00000000; mov.f32 acc31, 0f00000000;");
        CudaAsm.Emit(
            "mov.f32 acc32, 0f00000000; mov.f32 acc33, 0f00000000; mov.f32 acc34, 0f00000000; mov.f32 acc35, 0f00000000; "
            + "mov.f32 acc36, 0f00000000; mov.f32 acc37, 0f00000000; mov.f32 acc38, 0f00000000; mov.f32 acc39, 0f00000000;");
        CudaAsm.Emit(
            "mov.f32 acc40, 0f00000000; mov.f32 acc41, 0f00000000; mov.f32 acc42, 0f00000000; mov.f32 acc43, 0f00000000; "
            + "mov.f32 acc44, 0f00000000; mov.f32 acc45, 0f00000000; mov.f32 acc46, 0f00000000; mov.f32 acc47, 0f00000000;");
        CudaAsm.Emit(
            "mov.f32 acc48, 0f00000000; mov.f32 acc49, 0f00000000; mov.f32 acc50, 0f00000000; mov.f32 acc51, 0f00000000; "
            + "mov.f32 acc52, 0f00000000; mov.f32 acc53, 0f00000000; mov.f32 acc54, 0f00000000; mov.f32 acc55, 0f00000000;");
        CudaAsm.Emit(
            "mov.f32 acc56, 0f00000000; mov.f32 acc57, 0f00000000; mov.f32 acc58, 0f00000000; mov.f32 acc59, 0f00000000; "
            + "mov.f32 acc60, 0f00000000; mov.f32 acc61, 0f00000000; mov.f32 acc62, 0f00000000; mov.f32 acc63, 0f00000000;");
        TensorTile tile;
        tile.places = TensorLayout.Places(a, b);
        return tile;
    }

    public static TensorTile MultiplyAdd(TensorTile tile, ArrayView<float> shared, SlabPart a, SlabPart b, Geometry geometry, int depth)
    {
        if (TensorLayout.HasPart(geometry))
        {
            for (var k = 0; k < depth; k += TensorLayout.Together)
            {
                var upper = TensorLeft.Read(shared, tile.places.Left, tile.places.LeftHigh);
                var lower = TensorLeft.Read(shared, tile.places.Left + 16, tile.places.LeftHigh + 16);
                MultiplyAdd(shared, tile.places.Right, tile.places.RightHigh, upper, lower, geometry.ColumnGroups);
                tile.places.Move(a, b, TensorLayout.Together);
            }

            tile.places.Move(a, b, -TensorLayout.Whole(depth));
        }

        return tile;
    }

    public static void Store(TensorTile tile, ArrayView<float> shared, Geometry geometry)
    {
        if (TensorLayout.HasPart(geometry))
        {
            Store(shared, TensorLayout.First(geometry), geometry);
        }
    }

    /// <summary>Eight k of all columns: two instructions for each eight columns, which are the same for all threads of a block.</summary>
    private static void MultiplyAdd(ArrayView<float> shared, int low, int high, TensorLeft upper, TensorLeft lower, int eights)
    {
        {
            var b0 = Interop.FloatAsInt(shared[low]);
            var b1 = Interop.FloatAsInt(shared[high]);
            CudaAsm.Emit(
                Mma + "{acc0,acc1,acc2,acc3}" + Operands + "{acc0,acc1,acc2,acc3};", upper.A0, upper.A1, upper.A2, upper.A3, b0, b1);
            CudaAsm.Emit(
                Mma + "{acc4,acc5,acc6,acc7}" + Operands + "{acc4,acc5,acc6,acc7};", lower.A0, lower.A1, lower.A2, lower.A3, b0, b1);
        }

        if (eights > 1)
        {
            var b0 = Interop.FloatAsInt(shared[low + 8]);
            var b1 = Interop.FloatAsInt(shared[high + 8]);
            CudaAsm.Emit(
                Mma + "{acc8,acc9,acc10,acc11}" + Operands + "{acc8,acc9,acc10,acc11};", upper.A0, upper.A1, upper.A2, upper.A3, b0, b1);
            CudaAsm.Emit(
                Mma + "{acc12,acc13,acc14,acc15}" + Operands + "{acc12,acc13,acc14,acc15};", lower.A0, lower.A1, lower.A2, lower.A3, b0, b1);
        }

        if (eights > 2)
        {
            var b0 = Interop.FloatAsInt(shared[low + 16]);
            var b1 = Interop.FloatAsInt(shared[high + 16]);
            CudaAsm.Emit(
                Mma + "{acc16,acc17,acc18,acc19}" + Operands + "{acc16,acc17,acc18,acc19};", upper.A0, upper.A1, upper.A2, upper.A3, b0, b1);
            CudaAsm.Emit(
                Mma + "{acc20,acc21,acc22,acc23}" + Operands + "{acc20,acc21,acc22,acc23};", lower.A0, lower.A1, lower.A2, lower.A3, b0, b1);
        }

        if (eights > 3)
        {
            var b0 = Interop.FloatAsInt(shared[low + 24]);
            var b1 = Interop.FloatAsInt(shared[high + 24]);
            CudaAsm.Emit(
                Mma + "{acc24,acc25,acc26,acc27}" + Operands + "{acc24,acc25,acc26,acc27};", upper.A0, upper.A1, upper.A2, upper.A3, b0, b1);
            CudaAsm.Emit(
                Mma + "{acc28,acc29,acc30,acc31}" + Operands + "{acc28,acc29,acc30,acc31};", lower.A0, lower.A1, lower.A2, lower.A3, b0, b1);
        }

        if (eights > 4)
        {
            var b0 = Interop.FloatAsInt(shared[low + 32]);
            var b1 = Interop.FloatAsInt(shared[high + 32]);
            CudaAsm.Emit(
                Mma + "{acc32,acc33,acc34,acc35}" + Operands + "{acc32,acc33,acc34,acc35};", upper.A0, upper.A1, upper.A2, upper.A3, b0, b1);
            CudaAsm.Emit(
                Mma + "{acc36,acc37,acc38,acc39}" + Operands + "{acc36,acc37,acc38,acc39};", lower.A0, lower.A1, lower.A2, lower.A3, b0, b1);
        }

        if (eights > 5)
        {
            var b0 = Interop.FloatAsInt(shared[low + 40]);
            var b1 = Interop.FloatAsInt(shared[high + 40]);
            CudaAsm.Emit(
                Mma + "{acc40,acc41,acc42,acc43}" + Operands + "{acc40,acc41,acc42,acc43};", upper.A0, upper.A1, upper.A2, upper.A3, b0, b1);
            CudaAsm.Emit(
                Mma + "{acc44,acc45,acc46,acc47}" + Operands + "{acc44,acc45,acc46,acc47};", lower.A0, lower.A1, lower.A2, lower.A3, b0, b1);
        }

        if (eights > 6)
        {
            var b0 = Interop.FloatAsInt(shared[low + 48]);
            var b1 = Interop.FloatAsInt(shared[high + 48]);
            CudaAsm.Emit(
                Mma + "{acc48,acc49,acc50,acc51}" + Operands + "{acc48,acc49,acc50,acc51};", upper.A0, upper.A1, upper.A2, upper.A3, b0, b1);
            CudaAsm.Emit(
                Mma + "{acc52,acc53,acc54,acc55}" + Operands + "{acc52,acc53,acc54,acc55};", lower.A0, lower.A1, lower.A2, lower.A3, b0, b1);
        }

        if (eights > 7)
        {
            var b0 = Interop.FloatAsInt(shared[low + 56]);
            var b1 = Interop.FloatAsInt(shared[high + 56]);
            CudaAsm.Emit(
                Mma + "{acc56,acc57,acc58,acc59}" + Operands + "{acc56,acc57,acc58,acc59};", upper.A0, upper.A1, upper.A2, upper.A3, b0, b1);
            CudaAsm.Emit(
                Mma + "{acc60,acc61,acc62,acc63}" + Operands + "{acc60,acc61,acc62,acc63};", lower.A0, lower.A1, lower.A2, lower.A3, b0, b1);
        }
    }

    private static void Store(ArrayView<float> shared, int first, Geometry geometry)
    {
        {
            CudaAsm.Emit("mov.f32 %0, acc0;", out float c0);
            CudaAsm.Emit("mov.f32 %0, acc1;", out float c1);
            CudaAsm.Emit("mov.f32 %0, acc2;", out float c2);
            CudaAsm.Emit("mov.f32 %0, acc3;", out float c3);
            CudaAsm.Emit("mov.f32 %0, acc4;", out float c4);
            CudaAsm.Emit("mov.f32 %0, acc5;", out float c5);
            CudaAsm.Emit("mov.f32 %0, acc6;", out float c6);
            CudaAsm.Emit("mov.f32 %0, acc7;", out float c7);
            TensorLayout.Store(shared, first, geometry.Stride, c0, c1, c2, c3);
            TensorLayout.Store(shared, first + (16 * geometry.Stride), geometry.Stride, c4, c5, c6, c7);
        }

        if (geometry.ColumnGroups > 1)
        {
            CudaAsm.Emit("mov.f32 %0, acc8;", out float c0);
            CudaAsm.Emit("mov.f32 %0, acc9;", out float c1);
            CudaAsm.Emit("mov.f32 %0, acc10;", out float c2);
            CudaAsm.Emit("mov.f32 %0, acc11;", out float c3);
            CudaAsm.Emit("mov.f32 %0, acc12;", out float c4);
            CudaAsm.Emit("mov.f32 %0, acc13;", out float c5);
            CudaAsm.Emit("mov.f32 %0, acc14;", out float c6);
            CudaAsm.Emit("mov.f32 %0, acc15;", out float c7);
            TensorLayout.Store(shared, first + 8, geometry.Stride, c0, c1, c2, c3);
            TensorLayout.Store(shared, first + 8 + (16 * geometry.Stride), geometry.Stride, c4, c5, c6, c7);
        }

        if (geometry.ColumnGroups > 2)
        {
            CudaAsm.Emit("mov.f32 %0, acc16;", out float c0);
            CudaAsm.Emit("mov.f32 %0, acc17;", out float c1);
            CudaAsm.Emit("mov.f32 %0, acc18;", out float c2);
            CudaAsm.Emit("mov.f32 %0, acc19;", out float c3);
            CudaAsm.Emit("mov.f32 %0, acc20;", out float c4);
            CudaAsm.Emit("mov.f32 %0, acc21;", out float c5);
            CudaAsm.Emit("mov.f32 %0, acc22;", out float c6);
            CudaAsm.Emit("mov.f32 %0, acc23;", out float c7);
            TensorLayout.Store(shared, first + 16, geometry.Stride, c0, c1, c2, c3);
            TensorLayout.Store(shared, first + 16 + (16 * geometry.Stride), geometry.Stride, c4, c5, c6, c7);
        }

        if (geometry.ColumnGroups > 3)
        {
            CudaAsm.Emit("mov.f32 %0, acc24;", out float c0);
            CudaAsm.Emit("mov.f32 %0, acc25;", out float c1);
            CudaAsm.Emit("mov.f32 %0, acc26;", out float c2);
            CudaAsm.Emit("mov.f32 %0, acc27;", out float c3);
            CudaAsm.Emit("mov.f32 %0, acc28;", out float c4);
            CudaAsm.Emit("mov.f32 %0, acc29;", out float c5);
            CudaAsm.Emit("mov.f32 %0, acc30;", out float c6);
            CudaAsm.Emit("mov.f32 %0, acc31;", out float c7);
            TensorLayout.Store(shared, first + 24, geometry.Stride, c0, c1, c2, c3);
            TensorLayout.Store(shared, first + 24 + (16 * geometry.Stride), geometry.Stride, c4, c5, c6, c7);
        }

        if (geometry.ColumnGroups > 4)
        {
            CudaAsm.Emit("mov.f32 %0, acc32;", out float c0);
            CudaAsm.Emit("mov.f32 %0, acc33;", out float c1);
            CudaAsm.Emit("mov.f32 %0, acc34;", out float c2);
            CudaAsm.Emit("mov.f32 %0, acc35;", out float c3);
            CudaAsm.Emit("mov.f32 %0, acc36;", out float c4);
            CudaAsm.Emit("mov.f32 %0, acc37;", out float c5);
            CudaAsm.Emit("mov.f32 %0, acc38;", out float c6);
            CudaAsm.Emit("mov.f32 %0, acc39;", out float c7);
            TensorLayout.Store(shared, first + 32, geometry.Stride, c0, c1, c2, c3);
            TensorLayout.Store(shared, first + 32 + (16 * geometry.Stride), geometry.Stride, c4, c5, c6, c7);
        }

        if (geometry.ColumnGroups > 5)
        {
            CudaAsm.Emit("mov.f32 %0, acc40;", out float c0);
            CudaAsm.Emit("mov.f32 %0, acc41;", out float c1);
            CudaAsm.Emit("mov.f32 %0, acc42;", out float c2);
            CudaAsm.Emit("mov.f32 %0, acc43;", out float c3);
            CudaAsm.Emit("mov.f32 %0, acc44;", out float c4);
            CudaAsm.Emit("mov.f32 %0, acc45;", out float c5);
            CudaAsm.Emit("mov.f32 %0, acc46;", out float c6);
            CudaAsm.Emit("mov.f32 %0, acc47;", out float c7);
            TensorLayout.Store(shared, first + 40, geometry.Stride, c0, c1, c2, c3);
            TensorLayout.Store(shared, first + 40 + (16 * geometry.Stride), geometry.Stride, c4, c5, c6, c7);
        }

        if (geometry.ColumnGroups > 6)
        {
            CudaAsm.Emit("mov.f32 %0, acc48;", out float c0);
            CudaAsm.Emit("mov.f32 %0, acc49;", out float c1);
            CudaAsm.Emit("mov.f32 %0, acc50;", out float c2);
            CudaAsm.Emit("mov.f32 %0, acc51;", out float c3);
            CudaAsm.Emit("mov.f32 %0, acc52;", out float c4);
            CudaAsm.Emit("mov.f32 %0, acc53;", out float c5);
            CudaAsm.Emit("mov.f32 %0, acc54;", out float c6);
            CudaAsm.Emit("mov.f32 %0, acc55;", out float c7);
            TensorLayout.Store(shared, first + 48, geometry.Stride, c0, c1, c2, c3);
            TensorLayout.Store(shared, first + 48 + (16 * geometry.Stride), geometry.Stride, c4, c5, c6, c7);
        }

        if (geometry.ColumnGroups > 7)
        {
            CudaAsm.Emit("mov.f32 %0, acc56;", out float c0);
            CudaAsm.Emit("mov.f32 %0, acc57;", out float c1);
            CudaAsm.Emit("mov.f32 %0, acc58;", out float c2);
            CudaAsm.Emit("mov.f32 %0, acc59;", out float c3);
            CudaAsm.Emit("mov.f32 %0, acc60;", out float c4);
            CudaAsm.Emit("mov.f32 %0, acc61;", out float c5);
            CudaAsm.Emit("mov.f32 %0, acc62;", out float c6);
            CudaAsm.Emit("mov.f32 %0, acc63;", out float c7);
            TensorLayout.Store(shared, first + 56, geometry.Stride, c0, c1, c2, c3);
            TensorLayout.Store(shared, first + 56 + (16 * geometry.Stride), geometry.Stride, c4, c5, c6, c7);
        }
    }
}
