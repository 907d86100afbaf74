using System.Globalization;
using System.Xml.Linq;
using Temper.Lab.Reports;
using Temper.Lab.Runs;
using Xunit;

namespace Temper.Tests.Reports;

public sealed class ConfusionHeatMapTests
{
    [Fact]
    public void Rows_are_true_classes_and_columns_are_guesses()
    {
        XDocument map = Parse(Data("", ["cat", "dog"], new[,] { { 8, 2 }, { 0, 5 } }));
        IReadOnlyList<XElement> cells = map.Groups("tp-count");
        Assert.Equal(
            ["true cat, guess cat: 8 of 10 (80.0%)", "true cat, guess dog: 2 of 10 (20.0%)", "true dog, guess dog: 5 of 5 (100.0%)"],
            cells.Select(cell => cell.Element(SvgReading.Svg + "title")!.Value));
        XElement[] squares = [.. cells.Select(cell => cell.All("rect").Single())];

        // "true cat, guess dog" stands right of "true cat, guess cat" and above "true dog, guess dog".
        Assert.Equal(squares[0].Number("y"), squares[1].Number("y"));
        Assert.True(squares[1].Number("x") > squares[0].Number("x"));
        Assert.Equal(squares[1].Number("x"), squares[2].Number("x"));
        Assert.True(squares[2].Number("y") > squares[1].Number("y"));
        Assert.Contains("true", map.Texts());
        Assert.Contains("guess", map.Texts());
    }

    [Fact]
    public void Colour_is_the_share_of_the_row_on_a_square_root_scale()
    {
        XDocument map = Parse(Data("", ["cat", "dog"], new[,] { { 75, 25 }, { 1, 99 } }));
        double[] opacities = [.. map.Groups("tp-count").Select(cell => cell.All("rect").Single().Number("fill-opacity"))];
        Assert.Equal([0.75, 0.25, 0.01, 0.99], opacities.Select(opacity => Math.Round(opacity * opacity, 3)));
    }

    [Fact]
    public void Numbers_are_written_up_to_twenty_classes_and_dropped_above()
    {
        Assert.Equal(20, Diagonal(20).Texts().Count(text => text == "77"));
        Assert.DoesNotContain("77", Diagonal(21).Texts());
    }

    [Fact]
    public void Sixty_two_classes_fit_without_overlap()
    {
        XDocument map = Diagonal(62);
        XElement root = map.Root!;
        XElement[] names = [.. map.Groups("tp-name").SelectMany(group => group.All("text")).Where(text => text.Attribute("transform") is null)];
        Assert.Equal(62, names.Length);
        Assert.All(names.Zip(names.Skip(1)), pair => Assert.True(pair.Second.Number("y") - pair.First.Number("y") >= pair.First.Number("font-size")));
        Assert.All(map.All("rect"), square => Assert.InRange(square.Number("x") + square.Number("width"), 0, root.Number("width")));
        Assert.All(map.All("text"), text => Assert.InRange(text.Number("y"), 0, root.Number("height")));
    }

    [Fact]
    public void Numbers_read_well_on_every_cell_in_both_schemes()
    {
        foreach (bool dark in (ReadOnlySpan<bool>)[false, true])
        {
            for (double opacity = 0; opacity <= 1; opacity += 0.005)
            {
                string style = HeatText.Style(opacity);
                bool isFlipped = style == "tp-num-both" || style == (dark ? "tp-num-dark" : "tp-num-light");
                double contrast = HeatText.Contrast(opacity, isFlipped ? "on" : "number", dark);
                Assert.True(contrast >= 4.5, $"contrast {contrast:F2} at opacity {opacity:F3}");
            }
        }
    }

    [Fact]
    public void Long_and_hostile_names_are_shortened_and_escaped()
    {
        string longName = "<b>&" + new string('m', 200);
        string svg = ConfusionHeatMap.Render(Data("", [longName, "b"], new int[2, 2]));
        Assert.DoesNotContain("<b>", svg, StringComparison.Ordinal);
        XElement group = XDocument.Parse(svg).Groups("tp-name")[0];
        Assert.Equal(longName, group.Element(SvgReading.Svg + "title")!.Value);
        Assert.All(group.All("text"), text =>
        {
            Assert.EndsWith("…", text.Value, StringComparison.Ordinal);
            Assert.InRange(TextFit.Width(text.Value, text.Number("font-size")), 100, 230);
        });
    }

    [Fact]
    public void Nothing_and_empty_rows_are_drawn_and_wrong_counts_refused()
    {
        Assert.Contains("no classes", Parse(Data("", [], new int[0, 0])).Texts());
        Assert.Empty(Parse(Data("", ["a", "b"], new int[2, 2])).Groups("tp-count"));
        Assert.Throws<ArgumentException>(() => ConfusionHeatMap.Render(Data("", ["a"], new int[1, 2])));
    }

    [Fact]
    public void The_same_counts_give_the_same_bytes()
    {
        var data = Data("seed 1", ["a", "b"], new[,] { { 3, 1 }, { 2, 2 } });
        Assert.Equal(ConfusionHeatMap.Render(data), ConfusionHeatMap.Render(data));
    }

    private static XDocument Diagonal(int classes)
    {
        int[,] counts = new int[classes, classes];
        for (int label = 0; label < classes; label++)
        {
            counts[label, label] = 77;
            counts[label, (label + 1) % classes] = 5;
        }

        string[] names = [.. Enumerable.Range(0, classes).Select(label => "class " + label.ToString(CultureInfo.InvariantCulture))];
        return Parse(Data("", names, counts));
    }

    [Fact]
    public void Of_many_classes_those_most_often_confused_are_drawn()
    {
        const int Classes = 1000;
        var counts = new int[Classes, Classes];
        for (int label = 0; label < Classes; label++)
        {
            counts[label, label] = 10;
        }

        (counts[990, 7], counts[7, 990], counts[3, 500], counts[3, 3]) = (4, 3, 1, 0);
        string[] names = [.. Enumerable.Range(0, Classes).Select(label => label.ToString(CultureInfo.InvariantCulture))];
        XDocument map = Parse(Data("seed 1", names, counts));
        Assert.Equal(
            [
                "true 3, guess 500: 1 of 1 (100.0%)", "true 7, guess 7: 10 of 13 (76.9%)", "true 7, guess 990: 3 of 13 (23.1%)",
                "true 500, guess 500: 10 of 10 (100.0%)", "true 990, guess 7: 4 of 14 (28.6%)", "true 990, guess 990: 10 of 14 (71.4%)",
            ],
            map.Groups("tp-count").Select(cell => cell.Element(SvgReading.Svg + "title")!.Value));
        Assert.Contains("seed 1; the 4 of 1000 classes that were confused with others", string.Join(' ', map.Texts()), StringComparison.Ordinal);

        for (int label = 0; label < Classes; label++)
        {
            counts[label, (label + 1) % Classes] = label + 1;
        }

        map = Parse(Data("", names, counts));
        Assert.Equal(ConfusionData.MostDrawn, map.Groups("tp-name").Count);
        Assert.Contains("the 100 of 1000 classes confused most often", string.Join(' ', map.Texts()), StringComparison.Ordinal);
        Assert.Contains("no mistakes", Parse(Data("", names[..200], new int[200, 200])).Texts());
    }

    private static ConfusionData Data(string subtitle, string[] names, int[,] counts)
    {
        var pairs = from truth in Enumerable.Range(0, counts.GetLength(0))
                    from guess in Enumerable.Range(0, counts.GetLength(1))
                    from _ in Enumerable.Range(0, counts[truth, guess])
                    select (truth, guess);
        var rows = pairs.ToList();
        return new ConfusionData(
            "Map", subtitle, names, ConfusionMatrix.Of([.. rows.Select(row => row.truth)], [.. rows.Select(row => row.guess)], counts.GetLength(1)));
    }

    private static XDocument Parse(ConfusionData data) => XDocument.Parse(ConfusionHeatMap.Render(data));
}
