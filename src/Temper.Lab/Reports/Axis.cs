using System.Globalization;

namespace Temper.Lab.Reports;

/// <summary>The range of an axis and the places on it that carry a label.</summary>
/// <param name="Minimum">Value at its beginning.</param>
/// <param name="Maximum">Value at its end; larger than the minimum.</param>
/// <param name="Ticks">Labelled places between the two, in order.</param>
internal sealed record Axis(double Minimum, double Maximum, IReadOnlyList<AxisTick> Ticks)
{
    /// <summary>An axis with round numbers around the finite values among those given, with a little air.</summary>
    /// <param name="values">What will be drawn; NaN and infinities are left out.</param>
    /// <param name="floor">The axis never begins below this.</param>
    /// <param name="ceiling">The axis never ends above this.</param>
    /// <param name="ticks">About how many labels.</param>
    public static Axis Around(
        IEnumerable<double> values, double floor = double.NegativeInfinity, double ceiling = double.PositiveInfinity, int ticks = 5)
    {
        double low = double.PositiveInfinity;
        double high = double.NegativeInfinity;
        foreach (double value in values.Where(double.IsFinite))
        {
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }

        if (low > high)
        {
            (low, high) = (double.IsFinite(floor) ? floor : 0, double.IsFinite(ceiling) ? ceiling : 1);
        }

        // Halves first: high - low may overflow.
        double span = (high / 2 - low / 2) * 2;
        span = double.IsFinite(span) ? span : double.MaxValue;
        double size = Math.Max(Math.Abs(low), Math.Abs(high));
        double air = span > Math.Max(size * 1e-9, 1e-290) ? span * 0.07 : size > 1e-290 ? size * 0.1 : 1;
        double minimum = Math.Max(low - air, Math.Min(floor, low));
        double maximum = Math.Min(high + air, Math.Max(ceiling, high));
        minimum = Math.Max(minimum, -double.MaxValue / 4);
        maximum = Math.Min(maximum, double.MaxValue / 4);
        return new Axis(minimum, maximum, RoundTicks(minimum, maximum, ticks));
    }

    /// <summary>
    /// An axis of epochs: positions count from 0, as the curves are stored, and labels count from 1, as people do.
    /// </summary>
    /// <param name="epochs">How many epochs.</param>
    /// <param name="ticks">At most about how many labels.</param>
    public static Axis Epochs(int epochs, int ticks = 10)
    {
        if (epochs <= 1)
        {
            return new Axis(-0.5, 0.5, epochs == 1 ? [new AxisTick(0, "1")] : []);
        }

        int step = (int)Math.Max(1, RoundStep((double)epochs / ticks));
        var places = new List<AxisTick>();
        for (int number = step; number <= epochs; number += step)
        {
            places.Add(new AxisTick(number - 1, number.ToString(CultureInfo.InvariantCulture)));
        }

        if (step > 1)
        {
            places.Insert(0, new AxisTick(0, "1"));
        }

        double air = (epochs - 1) * 0.03;
        return new Axis(-air, epochs - 1 + air, places);
    }

    /// <summary>
    /// An axis of sizes on a logarithmic scale: a size's position is its <see cref="Math.Log10(double)"/>, its label the size.
    /// </summary>
    /// <param name="sizes">What will be drawn, each above 0; at least one.</param>
    public static Axis Logarithmic(IEnumerable<double> sizes)
    {
        double[] places = [.. sizes.Select(Math.Log10)];
        double air = Math.Max((places.Max() - places.Min()) * 0.03, 0.05);
        double low = places.Min() - air;
        double high = places.Max() + air;
        var ticks = new List<AxisTick>();
        for (int power = (int)Math.Floor(low); power <= high; power++)
        {
            ticks.AddRange(
                from digit in new[] { 1, 2, 5 }
                let size = digit * Math.Pow(10, power)
                where Math.Log10(size) >= low && Math.Log10(size) <= high
                select new AxisTick(Math.Log10(size), size.ToString("0.######", CultureInfo.InvariantCulture)));
        }

        return new Axis(low, high, ticks);
    }

    /// <summary>
    /// An axis of effects around zero. A few that lie far beyond all others do not stretch it: it ends before them, so
    /// that the others stay readable.
    /// </summary>
    /// <param name="effects">What will be drawn.</param>
    /// <param name="region">The axis holds minus this and plus this.</param>
    /// <param name="ticks">About how many labels.</param>
    public static Axis Effects(IReadOnlyCollection<Effect> effects, double region, int ticks = 6)
    {
        const double FarBeyond = 4;
        double[] reaches = [.. effects.Where(effect => effect.HasMean).Select(effect => effect.Reach).Order()];
        double limit = double.PositiveInfinity;
        if (reaches.Length >= 3)
        {
            double common = Math.Max(reaches[reaches.Length - 1 - Math.Max(1, reaches.Length / 5)], region / 2);
            limit = common > 0 ? FarBeyond * common : limit;
        }

        return Around(
            effects.SelectMany(effect => effect.Values).Where(value => Math.Abs(value) <= limit).Concat([0, -region * 1.2, region * 1.2]),
            ticks: ticks);
    }

    /// <summary>Where a value lies between the two ends of the axis in pixels.</summary>
    public double Place(double value, double from, double to)
    {
        double half = Maximum / 2 - Minimum / 2;
        return from + (to - from) * ((value / 2 - Minimum / 2) / half);
    }

    private static List<AxisTick> RoundTicks(double minimum, double maximum, int count)
    {
        double step = RoundStep((maximum - minimum) / count);
        double first = Math.Ceiling(minimum / step - 1e-9);
        double last = Math.Floor(maximum / step + 1e-9);
        double largest = Math.Max(Math.Abs(minimum), Math.Abs(maximum));
        int decimals = Math.Clamp((int)-Math.Floor(Math.Log10(step) + 1e-9), 0, 9);
        int digits = Math.Clamp((int)Math.Round(Math.Floor(Math.Log10(largest)) - Math.Floor(Math.Log10(step) + 1e-9)), 0, 14);
        string format = largest >= 1e6 || step < 1e-5
            ? "0." + new string('#', digits) + "e0"
            : "F" + decimals.ToString(CultureInfo.InvariantCulture);

        var ticks = new List<AxisTick>();
        for (double index = first; index <= last && ticks.Count < 50; index++)
        {
            double value = index == 0 ? 0 : index * step;
            bool isPlainZero = value == 0 && format[0] != 'F';
            ticks.Add(new AxisTick(value, isPlainZero ? "0" : value.ToString(format, CultureInfo.InvariantCulture)));
        }

        return ticks;
    }

    /// <summary>The next of 1, 2, 5 times a power of ten.</summary>
    private static double RoundStep(double rough)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double digit = rough / power;
        return power * (digit <= 1.0000001 ? 1 : digit <= 2.0000001 ? 2 : digit <= 5.0000001 ? 5 : 10);
    }
}
