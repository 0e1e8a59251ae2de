namespace FlowForge.Bench.Data;

/// <summary>Rows of orders as a business has them: ids, texts of several languages, repeated and unique ones, dates, amounts, gaps. The same seed gives the same rows.</summary>
/// <remarks>One row at a time: its properties change with <see cref="Next"/>. Texts stay within Windows-1252, so that one table can be written in every format.</remarks>
internal sealed class Orders(int seed)
{
    private static readonly string[] s_first =
        ["Anna", "Björn", "Chloé", "David", "Élodie", "Fátima", "Günther", "Hélène", "Ivan", "José", "Kåre", "Lucía", "Måns", "Noël", "Olga", "Per", "Quentin", "Renée", "Søren", "Zoë"];

    private static readonly string[] s_last =
        ["Andersson", "Müller", "García", "Smith", "Dupont", "Rossi", "O'Brien", "Núñez", "Østergaard", "Žižka", "van der Berg", "Lefèvre", "Weiß", "Silva", "Kowalski"];

    private static readonly string[] s_cities =
        ["Zürich", "München", "Paris", "São Paulo", "Köln", "Málaga", "Malmö", "New York", "London", "Århus", "Genève", "Bogotá", "Québec", "Reykjavík"];

    private static readonly string[] s_goods = ["Lamp", "Chair", "Desk", "Café table", "Crème brûlée set", "Über-shelf", "Mug", "Notebook", "Pen", "Bag"];

    private static readonly string[] s_notes =
        ["deliver before noon", "gift, wrap it", "call \"front desk\" first", "no remark", "fragile; handle with care", "réclamation en cours", "paid in advance", "second attempt"];

    private readonly Random _random = new(seed);

    internal int Seed { get; } = seed;

    internal long Id { get; private set; }

    internal DateTime Placed { get; private set; } = new(2019, 1, 1);

    internal string Customer { get; private set; } = "";

    internal string Email { get; private set; } = "";

    internal string City { get; private set; } = "";

    internal string Product { get; private set; } = "";

    /// <summary>With leading zeros: text, not a number.</summary>
    internal string PostalCode { get; private set; } = "";

    internal int Quantity { get; private set; }

    /// <summary>Two decimals.</summary>
    internal decimal Price { get; private set; }

    /// <summary>0 to 0.35, in steps of 0.05.</summary>
    internal double Discount { get; private set; }

    internal bool IsPaid { get; private set; }

    /// <summary>Null in two rows of three.</summary>
    internal string? Note { get; private set; }

    internal void Next()
    {
        Id++;
        Placed = Placed.AddSeconds(_random.Next(1, 130));
        int number = _random.Next(60_000);
        string first = s_first[number % s_first.Length];
        string last = s_last[number / s_first.Length % s_last.Length];
        Customer = $"{first} {last} {number % 97}";
        Email = $"user{number}.{Id % 1_000}@example.com";
        City = s_cities[_random.Next(s_cities.Length)];
        Product = $"{s_goods[_random.Next(s_goods.Length)]} {_random.Next(1, 40)}";
        PostalCode = $"{_random.Next(1_000, 99_999):00000}";
        Quantity = _random.Next(1, 25);
        Price = _random.Next(99, 250_000) / 100m;
        Discount = _random.Next(8) * 5 / 100.0;
        IsPaid = _random.Next(10) != 0;
        Note = _random.Next(3) == 0 ? s_notes[_random.Next(s_notes.Length)] : null;
    }
}
