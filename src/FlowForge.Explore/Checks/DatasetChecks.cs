using FlowForge.DuckDb;
using FlowForge.Explore.Datasets;
using FlowForge.Explore.Profiling;
using FlowForge.Explore.Profiling.Texts;
using FlowForge.Explore.Relationships;
using FlowForge.Explore.Typing;
using static FlowForge.Explore.Checks.CheckDefinition;

namespace FlowForge.Explore.Checks;

/// <summary>Runs every check on a dataset. Nearly all read the profile; what compares columns asks the engine.</summary>
internal sealed class DatasetChecks(TypedDataset dataset, IReadOnlyList<CandidateKey> keys, Grain grain, TargetGuess? target, ExploreOptions options)
{
    private static readonly HashSet<double> s_sentinels = [-1, -9, -99, -999, -9999, -99999, 99, 999, 9999, 99999, 999999, 9999999];
    private static readonly ValueForm[] s_dateForms = [ValueForm.IsoDate, ValueForm.IsoTimestamp, ValueForm.DayFirstDate, ValueForm.MonthFirstDate, ValueForm.AmbiguousDate];

    private readonly List<CheckResult> _results = [];
    private readonly DatasetProfile _profile = dataset.Profile;

    internal List<CheckResult> Run(DuckDbConnection connection, IReadOnlyList<LeakageSuspect> leakage, IReadOnlyList<Relationship> relationships, CancellationToken cancellationToken)
    {
        CheckRows();
        foreach (ColumnProfile column in dataset.Columns)
        {
            CheckPresence(column);
            if (column.Number is { } number) CheckNumber(column, number);
            if (column.Text is { } text) CheckText(column, text);
            if (column.Time is { } time) CheckTime(column, time);
        }
        CheckTarget();
        CheckDateOrder(connection, cancellationToken);
        foreach (LeakageSuspect suspect in leakage) Add(CheckDefinition.Leakage, suspect.Column, suspect.Strength, 0, suspect.Reason);
        foreach (Relationship reference in relationships.Where(one => one.Child.Dataset == dataset.Name))
            Add(Orphans, reference.Child.Column, reference.OrphanRate, reference.OrphanRows, $"{reference.OrphanRows:N0} of {reference.ChildRows:N0} rows refer to no {reference.Parent}{(reference.SpellingOrphanRows > 0 ? $"; {reference.SpellingOrphanRows:N0} of them only by case or white space" : "")}");
        return _results;
    }

    private void CheckRows()
    {
        AddShare(DuplicateRows, null, _profile.DuplicateRows, _profile.Rows, "rows are there already");
        Add(CheckDefinition.EmptyRows, null, _profile.EmptyRows, _profile.EmptyRows, $"{_profile.EmptyRows:N0} rows have no value at all");
        if (keys is not [{ Columns: [var name] } key, ..] || _profile.Find(name) is not { } column) return;
        Add(KeyNulls, name, column.Nulls, column.Nulls, $"{column.Nulls:N0} rows have no {name}");
        AddShare(DuplicateKeys, name, Math.Max(0, key.Surplus - column.Nulls), key.Rows, $"rows repeat a {name}");
    }

    private void CheckPresence(ColumnProfile column)
    {
        bool isEmpty = column.Rows > 0 && column.Values == 0;
        Add(EmptyColumn, column.Name, isEmpty ? 1 : 0, column.Nulls, "no row has a value");
        if (!isEmpty) AddShare(Nulls, column.Name, column.Nulls, column.Rows, "rows have no value");
        bool isConstant = dataset.TypeOf(column) == SemanticType.Constant && column.Values > 1;
        Add(ConstantColumn, column.Name, isConstant ? 1 : 0, column.Values, $"every row has {(column.Top is [var only, ..] ? only.Value : column.Min)}");
        if (!isConstant && column.Top is [var top, ..] && column.Values > 100) AddShare(DominantValue, column.Name, top.Count, column.Values, $"values are '{top.Value}'");
    }

    private void CheckNumber(ColumnProfile column, NumberProfile number)
    {
        var words = new Words(column.Name);
        SemanticType type = dataset.TypeOf(column);
        AddShare(NotFinite, column.Name, number.NaNs + number.Infinities, column.Values, "values are NaN or infinite");
        if (type is SemanticType.Identifier or SemanticType.Binary || type.IsCategory) return;
        if (words.HasAny(NameWords.NeverNegative) || number.Median > 0 && number.Negatives > 0 && number.Negatives < 0.005 * column.Values)
            AddShare(Negatives, column.Name, number.Negatives, column.Values, "values are negative");
        if (Bounds(type, number) is var (low, high)) AddShare(CheckDefinition.Range, column.Name, number.Min < low || number.Max > high ? Math.Max(1, Outside(number, low, high)) : 0, column.Values, $"values are outside of {low:R} to {high:R}");
        if (!type.IsMeasure) return;
        ValueCount[] sentinels = [.. column.Top.Where(value => IsSentinel(value, number))];
        AddShare(Sentinels, column.Name, sentinels.Sum(value => value.Count), column.Values, $"values are {string.Join(", ", sentinels.Select(value => value.Value))}");
        AddShare(IqrOutliers, column.Name, number.Iqr.Count, column.Values, $"values are outside of {number.Iqr.Lower:N2} to {number.Iqr.Upper:N2}");
        AddShare(ZOutliers, column.Name, number.ZScore.Count, column.Values, $"values are outside of {number.ZScore.Lower:N2} to {number.ZScore.Upper:N2}");
        if (number.Q3 > number.Q1) Add(FarOutliers, column.Name, Distance(number), number.Iqr.Count, $"the furthest value is {(number.Max - number.Quantiles[^1] > number.Quantiles[0] - number.Min ? number.Max : number.Min):R}; half of all lie between {number.Q1:R} and {number.Q3:R}");
    }

    private void CheckText(ColumnProfile column, TextProfile text)
    {
        long nothing = text.CountOf(ValueForm.Empty, ValueForm.Placeholder), real = column.Values - nothing;
        AddShare(PlaceholderTexts, column.Name, nothing, column.Values, "values are blank or stand for nothing");
        AddShare(WhiteSpace, column.Name, text.Untrimmed, column.Values, "values have white space around them");
        AddShare(Controls, column.Name, text.Controls, column.Values, "values have control characters");
        if (dataset.TypeOf(column) is var type && (type.IsCategory || type is SemanticType.Text or SemanticType.Address)) AddShare(Spelling, column.Name, text.VariantRows, column.Values, text.Variants is [var first, ..] ? $"values are spelled otherwise than most: {string.Join(", ", first.Spellings.Take(3).Select(value => $"'{value.Value}'"))}" : "values are spelled otherwise than most");
        FormCount[] dates = [.. text.Forms.Where(form => s_dateForms.Contains(form.Form))];
        if (dates.Sum(form => form.Count) > real / 2) Add(DateFormats, column.Name, dates.Count(form => form.Form != ValueForm.AmbiguousDate || dates.Length == 1), dates.Skip(1).Sum(form => form.Count), $"dates are written as {string.Join(", ", dates.Select(form => form.Example))}");
        if (FormTypes.All.FirstOrDefault(known => known.Type == type) is { Forms: { } forms } && real > 0)
        {
            // A telephone number may be digits alone; only its name tells it from other numbers.
            if (type == SemanticType.Phone) forms = [.. forms, ValueForm.Integer, ValueForm.CardNumber];
            AddShare(CheckDefinition.Format, column.Name, real - text.CountOf(forms), real, $"values do not look like {type.Word.Replace('_', ' ')}: {text.Forms.FirstOrDefault(form => !forms.Contains(form.Form) && form.Form is not (ValueForm.Empty or ValueForm.Placeholder))?.Example}");
            Add(TypedText, column.Name, type is SemanticType.Datetime or SemanticType.NumericContinuous or SemanticType.Currency or SemanticType.Percentage ? 1 : 0, real, $"{type.Word.Replace('_', ' ')} stored as text");
        }
    }

    private void CheckTime(ColumnProfile column, TimeProfile time)
    {
        ValueCount[] placeholders = [.. time.Placeholders];
        AddShare(PlaceholderDates, column.Name, placeholders.Sum(day => day.Count), column.Values, $"values are {string.Join(", ", placeholders.Select(day => day.Value))}");
        bool mayBeFuture = time.Future > 0.2 * column.Values || new Words(column.Name) is var words && (words.Has("end") || words.Has("expiry") || words.Has("expires") || words.Has("until") || words.Has("due") || words.Has("expiration"));
        AddShare(FutureDates, column.Name, mayBeFuture ? 0 : time.Future, column.Values, $"values lie after {options.Now.UtcDateTime:yyyy-MM-dd}; the last is {column.Max}");
        if (column.Name != grain.Time || grain.Level != GrainLevel.Event || time.Days < 5) return;
        double usual = Math.Max(3, (double)time.Span / time.Days);
        int age = DateOnly.FromDateTime(options.Now.UtcDateTime).DayNumber - time.Last.DayNumber;
        Add(Stale, column.Name, Math.Max(0, age) / usual, 0, $"the last value is of {time.Last:yyyy-MM-dd}, {age:N0} days before the exploration");
        if (time.Coverage > 0.6 && time.Gaps is [var gap, ..]) Add(Gap, column.Name, gap.Days, 0, $"no value for {gap.Days} days after {gap.After:yyyy-MM-dd}");
    }

    private void CheckTarget()
    {
        if (target is null || _profile.Find(target.Column) is not { Top: [var top, ..] } column) return;
        AddShare(TargetImbalance, column.Name, top.Count, column.Values, $"rows have the target's value '{top.Value}'");
    }

    /// <summary>Nearly all rows have one date before the other: the few that do not are wrong, whatever the columns are called.</summary>
    private void CheckDateOrder(DuckDbConnection connection, CancellationToken cancellationToken)
    {
        ColumnProfile[] times = [.. dataset.Columns.Where(column => column.Time is not null && column.Distinct > 1).Take(6)];
        (ColumnProfile Left, ColumnProfile Right)[] pairs = [.. times.SelectMany((left, index) => times[(index + 1)..].Select(right => (left, right)))];
        if (pairs.Length == 0) return;
        var query = new AggregateQuery(_profile.Source.Relation);
        int[] before = [.. pairs.Select(pair => query.Add($"count(*) FILTER (WHERE CAST({TypedDataset.Sql(pair.Left)} AS DATE) < CAST({TypedDataset.Sql(pair.Right)} AS DATE))"))];
        int[] after = [.. pairs.Select(pair => query.Add($"count(*) FILTER (WHERE CAST({TypedDataset.Sql(pair.Left)} AS DATE) > CAST({TypedDataset.Sql(pair.Right)} AS DATE))"))];
        AggregateRow row = query.Run(connection, cancellationToken);
        for (int i = 0; i < pairs.Length; i++)
        {
            (long less, long more) = (row.Count(before[i]), row.Count(after[i]));
            long wrong = Math.Min(less, more), all = less + more;
            (string first, string second) = less >= more ? (pairs[i].Left.Name, pairs[i].Right.Name) : (pairs[i].Right.Name, pairs[i].Left.Name);
            if (all >= 50 && wrong <= 0.03 * all) AddShare(DateOrder, $"{second}", wrong, all, $"rows have {second} before {first}");
        }
    }

    private static bool IsSentinel(ValueCount value, NumberProfile number) =>
        double.TryParse(value.Value, System.Globalization.CultureInfo.InvariantCulture, out double x) && s_sentinels.Contains(x) && value.Count >= 3
        && (x == number.Min || x == number.Max) && (x < number.Iqr.Lower || x > number.Iqr.Upper || x < 0 && number.Negatives == value.Count);

    private static (double Low, double High)? Bounds(SemanticType type, NumberProfile number) => type switch
    {
        SemanticType.Latitude => (-90, 90),
        SemanticType.Longitude => (-180, 180),
        SemanticType.Percentage => number.Quantiles[^1] <= 1 ? (0, 1) : (0, 100),
        _ => null,
    };

    // The histogram's bins that lie outside whole; at least one value does.
    private static long Outside(NumberProfile number, double low, double high) =>
        number.Histogram.Counts.Where((_, index) => number.Histogram.Edges[index + 1] < low || number.Histogram.Edges[index] > high).Sum();

    private static double Distance(NumberProfile number) => Math.Max(number.Max - number.Quantiles[^1], number.Quantiles[0] - number.Min) / (number.Q3 - number.Q1);

    private void AddShare(CheckDefinition check, string? column, long count, long of, string what) => Add(check, column, of == 0 ? 0 : (double)count / of, count, $"{count:N0} of {of:N0} {what}");

    private void Add(CheckDefinition check, string? column, double measured, long rows, string summary) => _results.Add(new CheckResult(check, dataset.Name, column, measured, rows, summary));
}
