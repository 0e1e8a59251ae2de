using System.Globalization;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Lakehouse.Queries;

/// <summary>Finds where a statement names tables: behind FROM and JOIN, and between the commas there, at any depth.</summary>
/// <remarks>It need not understand the statement, which the engine does; it only has to find each name that stands where a table can stand.</remarks>
internal sealed class TableReferenceFinder
{
    private static readonly string[] s_queryStarts = ["SELECT", "WITH", "FROM", "VALUES", "TABLE", "DESCRIBE", "DESC", "SUMMARIZE", "PIVOT", "UNPIVOT", "EXPLAIN"];
    private static readonly string[] s_beforeTable = ["FROM", "JOIN", "DESCRIBE", "DESC", "SUMMARIZE", "PIVOT", "UNPIVOT", "TABLE"];
    private static readonly string[] s_fromEnds = ["WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "FETCH", "QUALIFY", "WINDOW", "SELECT", "UNION", "EXCEPT", "INTERSECT"];
    private static readonly string[] s_setOperators = ["UNION", "EXCEPT", "INTERSECT"];
    private static readonly string[] s_notAliases = [.. s_fromEnds, "ON", "USING", "JOIN", "INNER", "LEFT", "RIGHT", "FULL", "CROSS", "NATURAL", "SEMI", "ANTI", "ASOF", "POSITIONAL", "TABLESAMPLE", "VERSION", "TIMESTAMP", "FOR", "AT", "PIVOT", "UNPIVOT", "SET"];

    private readonly string _sql;
    private readonly IReadOnlyList<SqlToken> _tokens;
    private readonly List<TableReference> _found = [];
    private readonly HashSet<string> _withNames;
    private readonly Stack<Frame> _frames = new();
    private int _at;

    private TableReferenceFinder(string sql, IReadOnlyList<SqlToken> tokens) => (_sql, _tokens, _withNames) = (sql, tokens, WithNames(tokens));

    /// <exception cref="InputException">A version is not one, or a file stands where a table has to.</exception>
    internal static IReadOnlyList<TableReference> Find(string sql, IReadOnlyList<SqlToken> tokens)
    {
        var finder = new TableReferenceFinder(sql, tokens);
        finder.Run();
        return finder._found;
    }

    /// <summary>What stands between two brackets.</summary>
    private sealed class Frame(bool isQuery, SelectBlock block, bool expectsTable)
    {
        internal readonly bool IsQuery = isQuery;
        internal SelectBlock Block = block;
        internal bool IsInFrom = expectsTable;
        internal bool ExpectsTable = expectsTable;

        /// <summary>By what the next item is joined.</summary>
        internal JoinKind Join;

        /// <summary>By what the last item was joined; Other once a condition behind ON was read for it.</summary>
        internal JoinKind Joined;

        /// <summary>The last item, when it is a table.</summary>
        internal TableReference? Last;

        /// <summary>The condition that is being read, and the join whose it is; null for WHERE.</summary>
        internal List<SqlToken>? Condition;
        internal JoinKind? On;
    }

    private void Run()
    {
        _frames.Push(new Frame(isQuery: true, new SelectBlock(), expectsTable: false));
        while (_at < _tokens.Count)
        {
            Frame frame = _frames.Peek();
            SqlToken token = _tokens[_at];
            // A condition has all of its tokens, those inside brackets too.
            foreach (Frame outer in _frames) outer.Condition?.Add(token);
            if (frame.ExpectsTable && TakeItem(frame)) continue;
            if (token.Kind == SqlTokenKind.Symbol) TakeSymbol(frame, token);
            else if (token.Kind == SqlTokenKind.Word) TakeWord(frame, token);
            _at++;
        }
        while (_frames.Count > 0) Close(_frames.Pop());
    }

    private void TakeSymbol(Frame frame, SqlToken token)
    {
        switch (token.Value[0])
        {
            case '(':
                bool isQuery = IsQueryStart(_at + 1) && !(Token(_at + 1)!.Value.Is("FROM") && Token(_at - 1) is { } name && name.Is("TRIM"));
                // Brackets around joined tables are part of the same FROM; others begin something of their own.
                bool isGroup = frame.ExpectsTable && !isQuery;
                frame.ExpectsTable = false;
                _frames.Push(new Frame(isQuery || isGroup, isGroup ? frame.Block : new SelectBlock(), expectsTable: isGroup));
                break;
            case '[' or '{':
                _frames.Push(new Frame(isQuery: false, new SelectBlock(), expectsTable: false));
                break;
            case ')' or ']' or '}':
                if (_frames.Count > 1) Close(_frames.Pop());
                break;
            case ',':
                if (frame.IsInFrom) Finish(frame);
                (frame.ExpectsTable, frame.Join) = (frame.IsInFrom, JoinKind.Inner);
                break;
        }
    }

    private void TakeWord(Frame frame, SqlToken token)
    {
        if (!frame.IsQuery || Token(_at - 1) is { } dot && dot.IsSymbol('.')) return;
        if (token.IsOneOf(s_fromEnds)) EndFrom(frame, token);
        else if (token.Is("FROM") && Token(_at - 1) is { } before && before.Is("DISTINCT") && IsAfterIs(_at - 1)) return;
        // What a pivot gives has columns of its own, though some may be named as the table's; a sample is taken before any condition.
        else if (token.IsOneOf("PIVOT", "UNPIVOT", "TABLESAMPLE") && frame.IsInFrom) frame.Block.IsOpaque = true;
        else if (frame.IsInFrom && JoinKinds.Of(token) is { } kind && Token(_at + 1) is { } next && JoinKinds.Follows(next)) BeginJoin(frame, kind);
        else if (frame.IsInFrom && token.Is("ON")) BeginOn(frame);
        else if (token.IsOneOf("FROM", "JOIN")) Begin(frame, token);
        else if (token.IsOneOf(s_beforeTable) && IsStatementStart(_at)) frame.ExpectsTable = true;
    }

    private static void Begin(Frame frame, SqlToken token)
    {
        Finish(frame);
        if (token.Is("FROM")) frame.Join = JoinKind.Inner;
        (frame.IsInFrom, frame.ExpectsTable) = (true, true);
    }

    // ASOF LEFT JOIN is ASOF, LEFT SEMI JOIN is SEMI: the word that says more decides.
    private static void BeginJoin(Frame frame, JoinKind kind)
    {
        Finish(frame);
        if (kind > frame.Join) frame.Join = kind;
    }

    // A second ON without a table before it is that of an outer join; which one, brackets would tell.
    private static void BeginOn(Frame frame)
    {
        Finish(frame);
        (frame.Condition, frame.On, frame.Joined) = ([], frame.Joined, JoinKind.Other);
    }

    private static void EndFrom(Frame frame, SqlToken token)
    {
        Finish(frame);
        frame.IsInFrom = false;
        if (token.Is("WHERE")) (frame.Condition, frame.On) = ([], null);
        if (token.IsOneOf(s_setOperators))
        {
            frame.Block.Settle();
            frame.Block = new SelectBlock();
        }
    }

    /// <summary>Takes what stands where a table can; false when brackets or LATERAL do.</summary>
    private bool TakeItem(Frame frame)
    {
        SqlToken token = _tokens[_at];
        (frame.Joined, frame.Join, frame.Last) = (frame.Join, JoinKind.Inner, null);
        if (token.IsSymbol('('))
        {
            frame.Block.Items++;
            return false;
        }
        if (token.Is("LATERAL") || token.Is("TABLE") && Token(_at - 1) is { } describe && describe.IsOneOf("DESCRIBE", "DESC")) return false;
        if (IsQueryStart(_at) && !token.IsOneOf("TABLE"))
        {
            frame.ExpectsTable = false;
            return false;
        }
        frame.ExpectsTable = false;
        frame.Block.Items++;
        if (token.Kind == SqlTokenKind.Text) throw SqlPlace.Error("sql-no-files", _sql, token.Start, "a file stands where a table has to.", "Convert it first: flowforge convert FILE OUTPUT --to delta; then read delta.`OUTPUT`.");
        if (!token.IsName) return false;
        int first = _at;
        List<string> parts = Name();
        if (Token(_at) is { } bracket && bracket.IsSymbol('('))
        {
            if (parts is [var function] && function.Equals("table_changes", StringComparison.OrdinalIgnoreCase)) TakeChanges(first);
            return true;
        }
        TableVersion? version = Version();
        if (parts.Count > 1 || version is not null || !_withNames.Contains(parts[0])) Take(frame, parts, version, first);
        return true;
    }

    private void Take(Frame frame, List<string> parts, TableVersion? version, int first)
    {
        var reference = new TableReference(parts, version ?? new TableVersion.Latest(), _tokens[first].Start, _tokens[_at - 1].End);
        _found.Add(reference);
        int alias = Token(_at) is { } word && word.Is("AS") ? _at + 1 : _at;
        bool isAlias = Token(alias) is { IsName: true } name && !name.IsOneOf(s_notAliases);
        // Columns that get other names here cannot be told from the table's own.
        bool isRenamed = isAlias && Token(alias + 1) is { } bracket && bracket.IsSymbol('(');
        frame.Block.Add(reference, isAlias ? Token(alias)!.Value.Value : parts[^1], isRenamed ? JoinKind.Other : frame.Joined);
        frame.Last = reference;
    }

    /// <summary><c>table_changes('name', from [, to])</c>.</summary>
    private void TakeChanges(int first)
    {
        var arguments = new List<SqlToken>();
        for (_at++; Token(_at) is { } token && !token.IsSymbol(')'); _at++)
            if (!token.IsSymbol(',')) arguments.Add(token);
        int place = _tokens[first].Start;
        if (Token(_at) is null || arguments is not [{ Kind: SqlTokenKind.Text }, _] and not [{ Kind: SqlTokenKind.Text }, _, _])
            throw SqlPlace.Error("sql-table-changes", _sql, place, "table_changes takes a table's name in quotes, the first version or time, and perhaps the last.", "For instance: table_changes('silver.customers', 2, 5)");
        _at++;
        IReadOnlyList<SqlToken> name = SqlScanner.Scan(arguments[0].Value);
        List<string> parts = [.. name.Where(token => token.IsName).Select(token => token.Value)];
        if (parts.Count == 0 || !name.Where((_, i) => i % 2 == 1).All(token => token.IsSymbol('.'))) throw SqlPlace.Error("sql-table-changes", _sql, arguments[0].Start, $"'{arguments[0].Value}' is not a table's name.", "A table by its folder is 'delta.`path`'.");
        var changes = new TableVersion.Changes(End(arguments[1]), arguments.Count > 2 ? End(arguments[2]) : null);
        _found.Add(new TableReference(parts, changes, place, _tokens[_at - 1].End));
    }

    private TableVersion End(SqlToken token) => token.Kind == SqlTokenKind.Number ? NumberOf(token) : TimeOf(token);

    /// <summary>Names joined by periods.</summary>
    private List<string> Name()
    {
        var parts = new List<string> { _tokens[_at++].Value };
        while (Token(_at) is { } dot && dot.IsSymbol('.') && Token(_at + 1) is { IsName: true } part)
        {
            parts.Add(part.Value);
            _at += 2;
        }
        return parts;
    }

    /// <summary><c>[FOR] [SYSTEM_]VERSION AS OF n</c>, <c>[FOR] [SYSTEM_]TIMESTAMP AS OF '…'</c>, <c>@v3</c>; null when none stands here.</summary>
    private TableVersion? Version()
    {
        if (Token(_at) is { } at && at.IsSymbol('@') && Token(_at + 1) is { Kind: SqlTokenKind.Word } v && v.Value[0] is 'v' or 'V')
        {
            _at += 2;
            return long.TryParse(v.Value.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? new TableVersion.Number(number) : throw NoVersion(v);
        }
        int kind = Token(_at) is { } word && word.Is("FOR") ? _at + 1 : _at;
        if (Token(kind) is not { } what || Token(kind + 1) is not { } first || !first.Is("AS") || Token(kind + 2) is not { } second || !second.Is("OF")) return null;
        bool isTime = what.IsOneOf("TIMESTAMP", "SYSTEM_TIME", "SYSTEM_TIMESTAMP");
        if (!isTime && !what.IsOneOf("VERSION", "SYSTEM_VERSION")) return null;
        _at = kind + 3;
        // TIMESTAMP '2024-01-01' and DATE '2024-01-01' say the same as their text.
        if (isTime && Token(_at) is { } type && type.IsOneOf("TIMESTAMP", "DATE")) _at++;
        if (Token(_at) is not { } value) throw SqlPlace.Error("sql-version", _sql, what.Start, $"{what.Value.ToUpperInvariant()} AS OF is not followed by one.");
        _at++;
        return isTime ? TimeOf(value) : NumberOf(value);
    }

    private TableVersion.Number NumberOf(SqlToken token) =>
        token.Kind is SqlTokenKind.Number or SqlTokenKind.Text && long.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? new TableVersion.Number(number) : throw NoVersion(token);

    private TableVersion TimeOf(SqlToken token) =>
        (token.Kind == SqlTokenKind.Text ? TableVersion.ParseTime(token.Value) : null)
        ?? throw SqlPlace.Error("sql-version", _sql, token.Start, $"{token.Value} is not a time.", "Write one in quotes: '2024-01-31' or '2024-01-31T10:00:00Z'.");

    private InputException NoVersion(SqlToken token) => SqlPlace.Error("sql-version", _sql, token.Start, $"{token.Value} is not a version: a whole number from 0.");

    private SqlToken? Token(int index) => index >= 0 && index < _tokens.Count ? _tokens[index] : null;

    private bool IsQueryStart(int index) => Token(index) is { } token && token.IsOneOf(s_queryStarts);

    // DESCRIBE t is a statement; a column may well be called so.
    private bool IsStatementStart(int index) => index == 0 || _tokens[index - 1].IsSymbol('(') || _tokens[index - 1].IsOneOf("EXPLAIN", "ANALYZE", "AS", "DESCRIBE", "SUMMARIZE");

    private bool IsAfterIs(int index) => Token(index - 1) is { } word && (word.Is("IS") || word.Is("NOT") && Token(index - 2) is { } earlier && earlier.Is("IS"));

    /// <summary>Ends the condition that is being read, by the token that was added to it last.</summary>
    private static void Finish(Frame frame)
    {
        if (frame.Condition is not { } condition) return;
        if (condition.Count > 0) condition.RemoveAt(condition.Count - 1);
        frame.Block.AddCondition(condition, frame.On, frame.On is null ? null : frame.Last);
        frame.Condition = null;
    }

    private static void Close(Frame frame)
    {
        if (frame.Condition is { } condition)
        {
            if (condition.Count > 0 && condition[^1] is { Kind: SqlTokenKind.Symbol } end && end.Value[0] is ')' && IsUnbalanced(condition)) condition.RemoveAt(condition.Count - 1);
            frame.Block.AddCondition(condition, frame.On, frame.On is null ? null : frame.Last);
            frame.Condition = null;
        }
        frame.Block.Settle();
    }

    private static bool IsUnbalanced(List<SqlToken> tokens) => tokens.Count(token => token.IsSymbol(')')) > tokens.Count(token => token.IsSymbol('('));

    /// <summary>Names that WITH may define: a table of the catalog is never meant by them.</summary>
    private static HashSet<string> WithNames(IReadOnlyList<SqlToken> tokens)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        if (!tokens.Any(token => token.Is("WITH"))) return names;
        for (int i = 2; i < tokens.Count; i++)
        {
            if (!tokens[i].IsSymbol('(')) continue;
            int at = i - 1;
            while (at > 0 && tokens[at].IsOneOf("MATERIALIZED", "NOT")) at--;
            if (!tokens[at].Is("AS")) continue;
            at--;
            if (at > 0 && tokens[at].IsSymbol(')'))
            {
                while (at > 0 && !tokens[at].IsSymbol('(')) at--;
                at--;
            }
            if (at >= 0 && tokens[at].IsName) names.Add(tokens[at].Value);
        }
        return names;
    }
}
