namespace FlowForge.Storage.Tests.Zstd;

/// <summary>What the zstd tool (1.5) made of known data, at several levels, with and without checksums.</summary>
/// <param name="Options">Of the tool.</param>
public sealed record ZstdFixture(string Options, byte[] Data, string Base64)
{
    public byte[] Compressed => Convert.FromBase64String(Base64);

    public override string ToString() => $"{Data.Length:N0} bytes, zstd {Options}";

    public static IReadOnlyList<ZstdFixture> All { get; } =
    [
        new("-1", TestData.Rows,
            "KLUv/aT2bQQAbCQA6nAUDRKwpdAGIhwMni6yu3dKWyIONwLVAMwAyQAUPrspWvdScE6KIHygcPubaPBtgubXRCA5TVjmM9HSZYKh7olg9U6Y7Jzo3MME/ZMI5E3Cx5dEqy" +
            "cJjj8SwXKRMOeW6M0rwaJTIlA9SFjs52jv5uDLEezkMPHjqPTiYH07QpDXYZPT0ZoHB4d+jeC6NUx7NXp2arDu0whzadi8G2XfBq9nI5gfGib5MSpzY7D0YoRQJ4atPoyS" +
            "XRiUuxmhL8OBJ6PHB7L66/hmy0s4p7n5UNElHBgACAJeU3c0MAAQBNxsbzAwABAE/HhnhMAAQBDw8BA2n2a05MEMzvzKCKZbGWa9yujVqbRPeZfyLqPkWwaPZ9mHMkz+kV" +
            "GRGxnsvMgIgU5k2OhDRqkuZFDsJiP0XjJ8PpC/wN4C/QqUU6B8AucSSHdgvYF2BkYI9xAYtvtdlG4XFL4uQnu6cPDnoubLBUnuiyDzXrh0XpT1cMGrn0Uou1l47mVRnyxI" +
            "fizC8WLh6m3R8WtBy2kROg8WDvSrqNGtglSviiB2qnDvU9FLBe2uCMS3wtKzovZDBSk/inByo3DNi6JDJwq6PhSBdgntK9SnUH9C5RI6dyi9oXWG2kOo/Y53O76OPB37Of" +
            "Zy9H2U9zjnkR6O9DPWzWgv452MH+PFGC7exr7GoH0aI1QejOEwv2LU5lYMEr2KEaROxXDtU4yGuxTvLr5FnsU+FIP0j+gbUV7EORHpQ6wLsW6ivcQ7iQ9E/oa9DfsaRiCf" +
            "hmGRzzDauQyDge5hBKN3GKY6h9Gxh+H9hDfhS8iTsB9hBPsiDFNuYfTkFQZrTmEEogdhWOpnRms3MxjuZd7J/Ji8mL3NCMGvGQH1u9rteq/r6crPlZdr76vfq5zXebjOz0" +
            "o3a72sdrLex3oX623la+1p9YNVflW5VedVpVO1PlW7VO2u3ls9q3yo9kftjeoXVU7U+VDpQqWbWi/VTuo9UH9T3qZ8TXua+jOVy3Tu6bxTOqf1MLWf9G7Se0lPUn6kvUh9" +
            "S/1K5ZTOg5R+bt1ce7l2cu/jXlzebl+3p+sHV37t3Fp6tXRq69Papb27fduz5UPbH+sbKy92Tux8WLqwdbP2sney98D+QnkLAYEpqCEECALRlev9O5HGSICi5xIYHRHA1/" +
            "7//3f67gax1DrS6iogSrjW2eqy1NVEpLFWh6WuJiKNtTosdTURaazVIXXb6UpS1jCp205XE5HGSh12uh11AVtqrQ5SaTqdrXQVECV2OpWuXejwOXDONJeY2+WqcpncIFeP" +
            "S+PaHXEUGThc11/5rdRjNm6M27bVFoLh2YpsKbaHrb+Wrl1rlbWXVdPUBmpJbqe/yYsK2vPAM6azvjvhnZDHyJI9DJl7bE3/RG+D4cOaYS3Cup3ME0zp9/xWfpks+NVaef" +
            "FdV1eZK8W1b9W2cq2ZVusDhhw0Px6XiZgs4qD5YW4kEwmRg6HeQeOHMZmQySIOGj+MyYRMFnHQ+GE3komIyMFQ70Dzw5iMyGQRB5ofxtFRNhIZ5mJUJBMmIgkepiGMI7Qf" +
            "DPtyN4RXAUwAAAg7AQD8/zkQAkUAAAhtAQDy7Q6EcRBYwg=="),
        new("-3 --no-check", TestData.Rows,
            "KLUv/aD2bQQAbCAA6ltMChSQpSDNAbvV/r9MICIiQiR8rANicKgAnQCaAHPR0ERRD9EWOjuo7tJMEh6o/SbENhbXkEwj80xpmVDHWN0hmzN3mPiE3OR4SXWSiUdCFuEccn" +
            "OlaArVQcS+6G1xhU1DfEi6VOMIC3LDZEbNIYa+Rm2lXT2bWvd0lgoeNfb2rrPB4lCSfJXZonRJqGmsHiJbWHIHg9DLIAIngx4PDMjqF4RObEFEyBVUOFPAuXmCQEVLEDV1" +
            "BLWwG/B4MwgBAwAEAhwOAX2EsQjlkJMrNVOIDiL1RW2LcFfwpuAT5BLsEYwbjBmUQ3C+krayrrKm0p7ylvIoeUvOsocyPsrGuUgT6WEttIN3OQ/kF9gtMK5AmQLlCZwlkI" +
            "7AuoE2A8MdAu2+o+2E17XThXjOYjmS42TuleaxDnf1Wdlmc5fFZORjx8Wqh01cC5nWOVigr4y2orqqek8tZUcRb0lnRRyK8tHJRhV3tLPloe3HxsbKxc7EzsPSwtbB2mXb" +
            "L5RbaK/QmELjCZUldI5QuqE1Q+0Qat/xtuN15HTsc+xyjOMo9zrzSIcjfcbajHYZbzI+xsXIw9hrjGmUg4X5ymYroqukpqo9FW4p3lG8Rc5iD8X4iLER5SLORKSHWAuxDq" +
            "Jd4k3igchv2G3YaxjTUJ7hLEM6hnSHNYd2GN4n3ISXkJMw9V1tu951na58rlyuPa5xrzKvc7jOZ6XNWpfVJus91h5WXmunNQ5W+aqyVeeq0lStp2pL1Y7q3eqs8lDtR+1G" +
            "jYsqE3UeKi1UOqh1qTapd6B+U25TXtNO03imskznmM6d0pzWYWqf9DZpJykfaRdpHNK4UpnSOUjpi9YWtStqU/Se6BLlEe2NdkbjEJWvMVtJV4+mVj0dWxoBgTKoIQiCgO" +
            "CcPQMxBoUIRBG+ARKAEKAgECN97f//fwf67gYx1vWjO6pbDcvW9S4XuQGMurX2U90RcS916YSnup5vA3VBI7u6Hm6PL4BNV+8+qDvD9k6XBVAnvyRjsQCNunj1V9c1SiuB" +
            "VgnApIt3H9NdOgt0/VzOQXMAc4AsotyTO3I+ToxDKeI6HIVjg9PCZYtxq7YNtYU2nA3ZILbD5tfsmrYm1uyqPTWgxtPINJZ20jyaiGZoBhr4PIvOwBm7GTJOtCjZNWR4rI" +
            "5xY2QMi10xTUzE/DAZ5iZsg4FgKDDUA8bBX1P6Zei+POZL6r0MrZcuXrxWLa/fhbpgLuKCt96Wr2VaMrJwCos+NNaeDsblhP6MCgZxyZGLMUCgZcV4Wuwx1ojoW0bvsRYd" +
            "mjU6GMcoY3DhRWoMYK6m4As0yBBLF5h2VM3oMJqLtkVT0cIUD0HCw/trKtEeI+rQnUQwiijOA1OkBoWSNFOZznSmMp2pkCmQt6tMAAAIOwEA/P85EAJFAAAIbQEA8u0OhA" +
            "=="),
        new("-19", TestData.Rows,
            "KLUv/aT2bQQAlB0ASmscDBKgpaA5++eq+kQiQkKbWOwvPFe/ALgAvADRgzHQF0abUF0zNjXu0lO2lBGPuolZQeRQ5Hxxs0n1mtJUqUu0p84WsrrjOikMD8SIL4JsYnINzd" +
            "TpbdDTUEutjpLN9g6VL8hNjtdUTK1cknmGXeZ6TNEcqsNw7Iu4Ta7HphIvTTwVsoiFOeRspoTqQVj6QmoT2jVnU+vu1KeESxjjiLuYEUwOQZovppsEXRNqqtUlsqfmFloc" +
            "vMDJcDyQFV9UNpG5hp16vVT0CKRaiyBM7BDweFMQBgECAAOHQ6Xo0wq01IyOHtVsqB1Kue/gttw1U5ymjTsk8kxxlrGbY646JxAdhlPfEbYt4a7Hbrp0hYaPVMQiFuSQM5" +
            "kSag7C9juEtoV1PVfTLbtT77lkCSOPuOOMYHEIknyMmY0SvTiBJtbokqge1thCizv4TYY7kMXvaGyLyPVwpntzp+pzlZZAqSOQNgPDHQJp9x20yfCaiKlBLpk8RbOcTY+7" +
            "oHmBdThefVG2Se96ZCp56fhUxWJWOexkpoVXzNEUrbpBtSdKbgnjEXczgvEQpPgYIxsl5uKETqz1koge1tRCCzt44SbD3YGzvqPcFonroUz35E41T4h2CSF0hGDNECHYIQ" +
            "TNvoNuW+a6CU7XEPfI4rkiWc5mjrvovEA6HI++o2pbatcjN13e6R6r4mLWOOxEpoWYgzH0q7BuJURXzdRUDbtF4Z4qu6WMjrrhrCBxKFI+ipONpOaiaSeq0CViPVRXC1nZ" +
            "QdebFOZADH6NEFvF4uqQTO3MDbT6DrJtmbuemK6B98j4XFEsZyPHXcy8wB6O1+8o2pbW9YhNl3enu+eqxaw87CSmhZCDMcxXYbOVUK+aoakadYuCPVVmSxndUTezgvBQZH" +
            "wUFxtJyUXTmajSS0R6qI4WsqqDrjYpzB2I8TUCt4rx6lBM7cgtxTyt0KVmPXpEs6F1KMW+g7ctd9dT07S8QxLPFGUZOznmauYE6mE49B1R2xLsesymS3eneaSCi1iIQ85i" +
            "Sig5CDtfhHQLIQWBLKghBAkBE689AxFnUktrElAQYOLv////HfruBlEwNhi0CId6E+yaMzww8hjkW8i5/DppijogJxosRf9FUxDVRXvBbUJZE+ZY5TZah9IimRPvNcY/+h" +
            "f45BeI+FMc/xu/xvEvtB4cawu0c0Uv3COTV+CN4iUFvlJ6glA/GtZONE+ofe26mFQNp8u88F1AHtDMyrP90OTLubi1dBkI37cf8GuAHwDQKlQAAAABAP3/Xf65BgI9AAAA" +
            "AQDz7Q6AcRBYwg=="),
        new("--ultra -22", TestData.Rows,
            "KLUv/aT2bQQAlB0ASmscDBKgpaA5++eq+kQiQkKbWOwvPFe/ALgAvADRgzHQF0abUF0zNjXu0lO2lBGPuolZQeRQ5Hxxs0n1mtJUqUu0p84WsrrjOikMD8SIL4JsYnINzd" +
            "TpbdDTUEutjpLN9g6VL8hNjtdUTK1cknmGXeZ6TNEcqsNw7Iu4Ta7HphIvTTwVsoiFOeRspoTqQVj6QmoT2jVnU+vu1KeESxjjiLuYEUwOQZovppsEXRNqqtUlsqfmFloc" +
            "vMDJcDyQFV9UNpG5hp16vVT0CKRaiyBM7BDweFMQBgECAAOHQ6Xo0wq01IyOHtVsqB1Kue/gttw1U5ymjTsk8kxxlrGbY646JxAdhlPfEbYt4a7Hbrp0hYaPVMQiFuSQM5" +
            "kSag7C9juEtoV1PVfTLbtT77lkCSOPuOOMYHEIknyMmY0SvTiBJtbokqge1thCizv4TYY7kMXvaGyLyPVwpntzp+pzlZZAqSOQNgPDHQJp9x20yfCaiKlBLpk8RbOcTY+7" +
            "oHmBdThefVG2Se96ZCp56fhUxWJWOexkpoVXzNEUrbpBtSdKbgnjEXczgvEQpPgYIxsl5uKETqz1koge1tRCCzt44SbD3YGzvqPcFonroUz35E41T4h2CSF0hGDNECHYIQ" +
            "TNvoNuW+a6CU7XEPfI4rkiWc5mjrvovEA6HI++o2pbatcjN13e6R6r4mLWOOxEpoWYgzH0q7BuJURXzdRUDbtF4Z4qu6WMjrrhrCBxKFI+ipONpOaiaSeq0CViPVRXC1nZ" +
            "QdebFOZADH6NEFvF4uqQTO3MDbT6DrJtmbuemK6B98j4XFEsZyPHXcy8wB6O1+8o2pbW9YhNl3enu+eqxaw87CSmhZCDMcxXYbOVUK+aoakadYuCPVVmSxndUTezgvBQZH" +
            "wUFxtJyUXTmajSS0R6qI4WsqqDrjYpzB2I8TUCt4rx6lBM7cgtxTyt0KVmPXpEs6F1KMW+g7ctd9dT07S8QxLPFGUZOznmauYE6mE49B1R2xLsesymS3eneaSCi1iIQ85i" +
            "Sig5CDtfhHQLIQWBLKghBAkBE689AxFnUktrElAQYOLv////HfruBlEwNhi0CId6E+yaMzww8hjkW8i5/DppijogJxosRf9FUxDVRXvBbUJZE+ZY5TZah9IimRPvNcY/+h" +
            "f45BeI+FMc/xu/xvEvtB4cawu0c0Uv3COTV+CN4iUFvlJ6glA/GtZONE+ofe26mFQNp8u88F1AHtDMyrP90OTLubi1dBkI37cf8GuAHwDQKlQAAAABAP3/Xf65BgI9AAAA" +
            "AQDz7Q6AcRBYwg=="),
        new("-1", TestData.Words,
            "KLUv/WS4Cv0rACq5fBUM0B0DpAgpwgXQiNICUwFUAVQBZg/QSTUi1JhNsZoxzVTqrGhYywFanKX6ptVRlxXtB6CKR2bt0otFpxJtSDlLmSGNt9hu+MFbojvxyYn70QWKQD" +
            "hdXq1rR7tfbhdy2wUEfkWAW9WGJvDhCe6C9cJGebK0l0DKmmMS556N0rolAwvuDlxGtCdG6nqzFWJbEuBYdcVGzFdHMwRtGGt8YFNiQkx0GvVI5GeTp6+sJIH71WiRDaUQ" +
            "9cHA7ie3wTcDuJDFGnBNghwhehHsC0CKWpsZbFaVJ62iDLyXiDo1yGLjwZaK5xVMBgUgw+lYuzXgK6NB0q23WjDk1tl76w3a3pKnu+kIhlZwjoDExBCj0ShXySK9ZKfZpR" +
            "erEUPZQjPlzAZo0x7CQrJ0B6KstyKsKq5WO2eZkX1oEiQjlTyAuIK3xgTLrdqLFEpwZMCJ6hs5VtCdkomnj9pkqzlRvXGQOM3I0SoRZ0EBB+EBWjejk9lbQJi1D9zJnqOm" +
            "i2Ga6WMrITWIBs4xdUSNeZVV6FpDgYhQDbqPwTux0J300QaXLT1VY6kd3Zs4k7Hr3U54613Ji4OjUgwVY3d1hpxMJweW3Htyl9KBnR66gmQnDWDLUUcjuIDqwOIAWDILyS" +
            "JcM7On2oOzuUBNlXLtbaoCYfVeWl4pO3dz3kgZqnkJ7sG1GrkihjqBjDJkg1GSvZUboEvRBYCnD4wmEvWZLCwSCaenXeSZvKM0qCeq4mLrrt5yeB9eYeV6GrBcyRc7nI68" +
            "+yRU3jCDWwpq6EKzW1siPVSGGe+lDMQ0NkcUyA0AWV0ReOFFVd1VdIVDY9aesDhgLs0XF+nCpYozsG2tXQwpRnrBheyxZDswbO42hEMI3bAX5g01oq7CGHe5qtEFtXlz4s" +
            "kSD1JU2KQkRlfdAzel8NbWILcn9cIdkNcRnt1cEppLieQtu8iNAbAGDrdZdxpk4KNTZm3ccka6sKAGSdIhWKv2TEraxAAo9IXEnTZzFQOM4mBQlwflU5T1QOG0MofrbbFn" +
            "8RBMO08qkT0LW8Pk3q25udys0a0r02jcEV3xyAUohybMdWNJuxINOMJyM9WcpTBwCF65oj6GZFgXHqTsJLmbcSjWGjMiH+kGroclMK/VJy9VpBx2srvEgUjGukOtpKrnKZ" +
            "xJn6gd2HZBqGPNGDp31JEpFjLN5qogsaTVbXORNCYOaQ1BBLhuJIHJhLcB5SsgRIcZgH1mmZorXEqjSC9q7thklicT6GQZfjaLJLy2zwBqLLijMsZh1KQgNWrSgwJz0TRS" +
            "RABDidW0loTrvJQ6H1xtqxlZA2IKrTEDt1TWIDn3xch1sRPsoxV1ocU9NptS++KqyMlzELWeTFWccatduNZShtxDuGButQP54nIGMQGGtJa7TO3FeEpYOeFmod9Oe4NhXL" +
            "cMyQF7acwwa55cCU2YL+SlvfvENndRHCtfrUAXE2nk0KtJtaeXiAnssccu2SAT36zZ6X5JUhNH2TRkYY8BhlR8uAZvXPDC2B4+eJaw6qKpQaWP5Lxhgq+gBi62oPnRhkHi" +
            "Q3DBzCz66gkfnl3hlnCL1TtLDBysKyi5hFSNDgp2FuVtOMyVmINjbYCu++CJEzeG083gjDjowVY6tHsFvaEPrOItKagkE0LMgBeHu5QUQMFzZvIt5JIk+datN4BtfbQ0XA" +
            "0qFoqvAoxyaUDvqC+J8uLuYwNErXtDeSQtjBinORCNWliApyzk7EiTi1idc1d6hIV9oHSRySuiS/tqPbep9aKCyCz6wqW2pkCS5JtWjwx2r+kjcboU1yRInTYg7ZFoaXsC" +
            "AgzmZ3tIBslHtNPGZ5ugaWPpJQGls00GBwDwZSFmST0ftWlFO8O7IlA0Psbkt7ec1VprpBA1170="),
        new("-19 --no-check", TestData.Words,
            "KLUv/WC4Cu0rADq5gBUM0B0DpAgpwgXQiNICUwFUAVQBdFKNCDVmU6xmTDOVOisa1nKAFmepvml11GVF+wGo4pFZu/Ri0alEG1LOUmZI4y22G37wluhOfHLifnSBIhBOl1" +
            "fr2tHul9uF3HYBgV8R4Fa1oQl8eIK7YL2wUZ4s7SWQsuaYxLlno7RuycCCuwOXEe2JkbrebIXYlgQ4Vl2xEfPV0QxBG8YaH9iUmBATnUY9EvnZ5OkrK0ngfjVaZEMpRH0w" +
            "sPvJbfDNAC5ksQZckyBHiF4E+wKQotZmBptV5UmrKAPvJaJODbLYeLCl4nkFk0EByHA61m4N+MpokHTrrRYMuXX23nqDtrfk6W46guHpg1ZwjoDExBCj0ShXySK9ZKfZpR" +
            "erEUPZQjPlzAZo0x7CQrJ0B6KstyKsKq5WO2eZkX1oEiQjlTyAuIK3xgTLrdqLFEpwZMCJ6hs5VtCdkomnj9pkqzlRvXGQOM3I0SoRZ0EBZm8BYdY+cCd7jpouhmmmj62E" +
            "1CAaOMfUETXmVVahaw0FIkI16D4G78RCd9JHG1y29FSNpXZ0b+JMxq53O+GtdyUvDo5KMVSM3dUZcjKdHFhy78ldSgd2eugKkp00gH36ihx1NIILqA4sDoAls5AswjUze6" +
            "o9OJsL1FQp196mKhBW76XllbJzN+eNlKGal+AeXKuRBZOtiKFOIKMM2WCUZG/lBuhSdAHg6QOjiUR9JguLRMLpaRd5Ju8oDeqJqrjYuqu3HN6HV1i5ngYsV/LFDqcj7z4J" +
            "lTfM4JaCGrrQ7NaWSA+VYcZ7KQMxjc0RBXIDQFZXBF54UVV3FV3h0Ji1JywOmEvzxUW6cKniDGxbaxdDipFecCF7LNkODJu7DeEQQjfshXlDjairMMZdrmp0QW3enHiyxI" +
            "MUFTYpidFV98BNKby1NcjtSb1wB+R1hGc3l5g9EDcGwBo43GbdaZCBj06ZtXHLGenCghokSYdgrdozKWkTA6DQFxJ32sxVDDCKg0FdHpRPUdYDhdPKHK63xZ7FQzDtPKlE" +
            "9ixsDZN7t+bmcrNGt65Mo3FHdMUjF6AcmjDXjSXtSjTgCMvNVHOWwsAheOWK+hiSYV14kLKT5G7GoVhrzIh8pBu4HpbAvFafvFSRctjJ7hIHIhnrDrWSqp6ncCZ9onZg2w" +
            "WhjjVj6NxRR6ZYyDSbq4LEkla3zUXSmDikNQQR4LqRBCYT3gaUr4AQHWYA9pllaq5wKY0ivai5Y5NZnkygk2X42SyS8No+A6ix4I7KGIdRk4LUqEkPCsxF00gRAQwlVtNa" +
            "Eq7zUup8cLWtZmQNiCm0xgzcUlmD5NwXI9fFTrCPVtSFFvfYbErti6siJ89B1HoyVXHGrXbhWksZcg/hgrnVDuSLyxnEHIQHaN2MTgGGtJa7TO3FeEpYOeFmod9Oe4NhXL" +
            "cMyQF7acwwa55cCU2YL+SlvfvENndRHCtfrUAXE2nk0KtJtaeXiAnssccu2SAT36zZ6X5JUhNH2TRkYY8BhlR8uAZvXPDC2B4+eJaw6qKpQaWP5Lxhgq+gBi62oPnRhkHi" +
            "Q3DBjJ7w4dkVbgm3WL2zxMDBuoKSS0jV6KBgZ1HehsNciTk41gboug+eOHFjON0MzoiDHmylQ7tX0Bv6wCrekoJKMiHEDHhxuEtJARQ8ZybfQi516w1gWx8tDVeDioXiqw" +
            "CjXBrQCzHNqNNesiTKi7uPDRC17g3lkbQwYpzmQDRqYQGespCzI00uYnXOXekRFvaB0kUmr4gu7av13KbWiwois+gLl9qaAkmSI4Pda/pInC5FnTYg7ZFoaXsCAgzmZ3tI" +
            "BslHtNPGZ5ugaWPpJQGls01qLiWSt+wiAQYIENwHrrWVwqOR7cxhUbInCo3HJix7+dI="),
        new("-3", TestData.FewWords,
            "KLUv/STIbQMAgkwaDcA1B0RESJPeVtWCgE+HbNRtDmHSepY+ogOWJIocgZ6CewBMYXSzLJ5OthazGWu0SEQbKST4AlHpMhrpbA0zCLMcq1FuPJVIp1WwsZxEDeIptwVpfX" +
            "NnhQOkS4l3G06pOLsATHUckSJpAHOPbCg="),
        new("-3", TestData.Noise,
            "KLUv/WQsAGEJALC9pOgJVUzrDtNseGhwqiGdv4r2QWN4n9yRlDyaST/9tVNpgKP8me7/jrnUN5CnwfvCfKVh15rk2PB4PdPdLV4xEr1DbmsnUoyfKji/htuB2wvo+n7vqs" +
            "b9QuxCD6J9mjwyeCgDWk6QzkCYnJYJnthW0KbtMWP+vmLAyUTnUokq7etwKPqAZh/dqNn5VdNJPoNKj3cR6vBDIKDlOvOkqIVddX466pfIeNAPx0eUmzIsfLF5j7g+185P" +
            "Gxody08yJKMHe1ZtVsoSwKw5fOoYsxpXPj4uvBYL1QZpP+QGDH9+2ds+dRh1xmbFuQeT8AMjfiwntUu1KeXTXsIthz2U6AsVKJ+OhqsT6/ZtCoE+FdrTFaW23j0xvD5vXr" +
            "r/B53ERG8ldppNsgkabP8YQDb39UQ="),
        new("-3", TestData.Same,
            "KLUv/aTgkwQAVAAAEGFhAQD7/znAAgIAEGEDnwRhjV8Epg=="),
        new("-3", TestData.Nothing,
            "KLUv/SQAAQAAmenYUQ=="),
        new("-19, from a pipe", TestData.Rows,
            "KLUv/QRolB0ASmscDBKgpaA5++eq+kQiQkKbWOwvPFe/ALgAvADRgzHQF0abUF0zNjXu0lO2lBGPuolZQeRQ5Hxxs0n1mtJUqUu0p84WsrrjOikMD8SIL4JsYnINzdTpbd" +
            "DTUEutjpLN9g6VL8hNjtdUTK1cknmGXeZ6TNEcqsNw7Iu4Ta7HphIvTTwVsoiFOeRspoTqQVj6QmoT2jVnU+vu1KeESxjjiLuYEUwOQZovppsEXRNqqtUlsqfmFlocvMDJ" +
            "cDyQFV9UNpG5hp16vVT0CKRaiyBM7BDweFMQBgECAAOHQ6Xo0wq01IyOHtVsqB1Kue/gttw1U5ymjTsk8kxxlrGbY646JxAdhlPfEbYt4a7Hbrp0hYaPVMQiFuSQM5kSag" +
            "7C9juEtoV1PVfTLbtT77lkCSOPuOOMYHEIknyMmY0SvTiBJtbokqge1thCizv4TYY7kMXvaGyLyPVwpntzp+pzlZZAqSOQNgPDHQJp9x20yfCaiKlBLpk8RbOcTY+7oHmB" +
            "dThefVG2Se96ZCp56fhUxWJWOexkpoVXzNEUrbpBtSdKbgnjEXczgvEQpPgYIxsl5uKETqz1koge1tRCCzt44SbD3YGzvqPcFonroUz35E41T4h2CSF0hGDNECHYIQTNvo" +
            "NuW+a6CU7XEPfI4rkiWc5mjrvovEA6HI++o2pbatcjN13e6R6r4mLWOOxEpoWYgzH0q7BuJURXzdRUDbtF4Z4qu6WMjrrhrCBxKFI+ipONpOaiaSeq0CViPVRXC1nZQdeb" +
            "FOZADH6NEFvF4uqQTO3MDbT6DrJtmbuemK6B98j4XFEsZyPHXcy8wB6O1+8o2pbW9YhNl3enu+eqxaw87CSmhZCDMcxXYbOVUK+aoakadYuCPVVmSxndUTezgvBQZHwUFx" +
            "tJyUXTmajSS0R6qI4WsqqDrjYpzB2I8TUCt4rx6lBM7cgtxTyt0KVmPXpEs6F1KMW+g7ctd9dT07S8QxLPFGUZOznmauYE6mE49B1R2xLsesymS3eneaSCi1iIQ85iSig5" +
            "CDtfhHQLIQWBLKghBAkBE689AxFnUktrElAQYOLv////HfruBlEwNhi0CId6E+yaMzww8hjkW8i5/DppijogJxosRf9FUxDVRXvBbUJZE+ZY5TZah9IimRPvNcY/+hf45B" +
            "eI+FMc/xu/xvEvtB4cawu0c0Uv3COTV+CN4iUFvlJ6glA/GtZONE+ofe26mFQNp8u88F1AHtDMyrP90OTLubi1dBkI37cf8GuAHwDQKlQAAAABAP3/Xf65BgI9AAAAAQDz" +
            "7Q6AcRBYwg=="),
    ];
}

/// <summary>Data that is cheap to make again: compressible in several ways, and not at all.</summary>
internal static class TestData
{
    /// <summary>Several blocks of rows that come again.</summary>
    internal static byte[] Rows { get; } = [.. Enumerable.Range(0, 20_000).SelectMany(i => System.Text.Encoding.ASCII.GetBytes($"{i % 300};{i % 300 * 7919 % 1000};name {i % 4}\n"))];

    /// <summary>Words of few letters: literals in four streams.</summary>
    internal static byte[] Words { get; } = MakeWords(3_000);

    /// <summary>Literals in one stream.</summary>
    internal static byte[] FewWords { get; } = MakeWords(200);

    /// <summary>A raw block.</summary>
    internal static byte[] Noise { get; } = MakeNoise(300);

    /// <summary>Blocks of one repeated byte.</summary>
    internal static byte[] Same { get; } = [.. Enumerable.Repeat((byte)'a', 300_000)];

    internal static byte[] Nothing { get; } = [];

    private static byte[] MakeWords(int length)
    {
        var bytes = new List<byte>();
        uint state = 12_345;
        while (bytes.Count < length)
        {
            for (uint letters = 2 + (Next(ref state) % 7); letters > 0; letters--) bytes.Add((byte)('a' + (Next(ref state) % 12)));
            bytes.Add((byte)' ');
        }
        return [.. bytes.Take(length)];
    }

    private static byte[] MakeNoise(int length)
    {
        uint state = 99;
        var bytes = new byte[length];
        for (int i = 0; i < length; i++) bytes[i] = (byte)Next(ref state);
        return bytes;
    }

    private static uint Next(ref uint state)
    {
        state = ((state * 1_103_515_245) + 12_345) & 0x7FFF_FFFF;
        return state >> 16;
    }
}
