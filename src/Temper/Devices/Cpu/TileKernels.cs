using System.Runtime.CompilerServices;

namespace Temper.Devices.Cpu;

/// <summary>
/// The micro-kernels of one instruction set and their tile shape. Each computes tile[row, column] = sum over k of
/// a[row * rowStride + k * depthStride] * b[k, column], k ascending, one fused multiply-add each: the order is the same
/// for all of them, so all give the same bits.
/// </summary>
internal readonly unsafe struct TileKernels
{
    /// <summary>Room for the largest tile, in floats.</summary>
    public const int LargestTile = 12 * 32;

    public readonly int Rows;
    public readonly int Columns;
    public readonly delegate*<float*, nint, nint, float*, int, float*, void> Full;
    public readonly delegate*<float*, nint, nint, float*, int, float*, void> Half;
    public readonly delegate*<float*, nint, nint, float*, int, float*, void> RowFull;
    public readonly delegate*<float*, nint, nint, float*, int, float*, void> RowHalf;

    public TileKernels(InstructionSet instructionSet)
    {
        switch (instructionSet)
        {
            case InstructionSet.Avx512:
                (Rows, Columns) = (12, 32);
                Full = &Tiles512.Rows12Columns32;
                Half = &Tiles512.Rows12Columns16;
                RowFull = &Tiles512.Rows1Columns32;
                RowHalf = &Tiles512.Rows1Columns16;
                break;
            case InstructionSet.Avx2:
                (Rows, Columns) = (6, 16);
                Full = &Tiles256.Rows6Columns16;
                Half = &Tiles256.Rows6Columns8;
                RowFull = &Tiles256.Rows1Columns16;
                RowHalf = &Tiles256.Rows1Columns8;
                break;
            case InstructionSet.Vector128:
                (Rows, Columns) = (6, 8);
                Full = &Tiles128.Rows6Columns8;
                Half = &Tiles128.Rows6Columns4;
                RowFull = &Tiles128.Rows1Columns8;
                RowHalf = &Tiles128.Rows1Columns4;
                break;
            default:
                (Rows, Columns) = (1, 8);
                Full = &ScalarRow8;
                Half = &ScalarRow4;
                RowFull = &ScalarRow8;
                RowHalf = &ScalarRow4;
                break;
        }
    }

    private static void ScalarRow8(float* a, nint rowStride, nint depthStride, float* b, int depth, float* tile) =>
        ScalarRow(a, depthStride, b, depth, tile, 8);

    private static void ScalarRow4(float* a, nint rowStride, nint depthStride, float* b, int depth, float* tile) =>
        ScalarRow(a, depthStride, b, depth, tile, 4);

    private static void ScalarRow(float* a, nint depthStride, float* b, int depth, float* tile, int columns)
    {
        new Span<float>(tile, columns).Clear();
        for (var k = 0; k < depth; k++)
        {
            for (var c = 0; c < columns; c++)
            {
                tile[c] = MathF.FusedMultiplyAdd(*a, b[c], tile[c]);
            }

            a += depthStride;
            b += columns;
        }
    }
}
